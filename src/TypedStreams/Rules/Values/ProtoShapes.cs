// A Protobuf schema as rules need it: fields by number and by name, with their tags. Worked out once.

using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Rules.Values;

internal sealed class ProtoShapes : IValueFormat
{
    private readonly Dictionary<ProtoMessage, ProtoShape> _shapes = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<ProtoMessage> _proto3 = [];
    private readonly IReadOnlyList<ProtoMessage> _messages;
    private readonly RuleContract _contract;

    /// <exception cref="NotSupportedException">The schema has groups, which rules do not look into.</exception>
    internal ProtoShapes(ProtoSchema schema, RuleContract contract)
    {
        _contract = contract;
        _messages = schema.File.Messages;
        foreach (var file in schema.Imports.Values.Prepend(schema.File))
        {
            var prefix = file.Package is { Length: > 0 } package ? package + "." : "";
            if (file.IsProto3)
            {
                AddProto3(file.Messages);
            }

            foreach (var (path, isMessage, tags) in ProtoTags.Of(file))
            {
                if (!isMessage)
                {
                    _tags[prefix + path] = tags;
                }
            }
        }

        foreach (var message in _messages)
        {
            ShapeOf(message);
        }
    }

    public ValueTree Read(ReadOnlyMemory<byte> payload, int messageIndex)
    {
        if ((uint)messageIndex >= (uint)_messages.Count)
        {
            throw new MalformedDataException($"the schema has no message {messageIndex}", 0);
        }

        return new ProtoTree(_shapes[_messages[messageIndex]], payload);
    }

    private void AddProto3(IReadOnlyList<ProtoMessage> messages)
    {
        foreach (var message in messages)
        {
            _proto3.Add(message);
            AddProto3(message.Messages);
        }
    }

    private ProtoShape ShapeOf(ProtoMessage message)
    {
        if (_shapes.TryGetValue(message, out var known))
        {
            return known;
        }

        var shape = new ProtoShape(message);
        _shapes.Add(message, shape);
        foreach (var field in message.AllFields)
        {
            if (field.Group is not null)
            {
                throw new NotSupportedException(
                    $"{message.FullName}.{field.Name} is a group, which rules do not look into; make it a message");
            }

            var name = $"{message.FullName}.{field.Name}";
            var place = new FieldPlace(
                field.Name, name, _contract.TagsOf(name, _tags.GetValueOrDefault(name) ?? []));
            var oneOf = message.OneOfs.FirstOrDefault(oneOf => oneOf.Fields.Contains(field));
            shape.Add(new ProtoFieldShape(field, place, oneOf, _proto3.Contains(message))
            {
                Message = field.Target is ProtoMessage target ? ShapeOf(target) : null,
            });
        }

        return shape;
    }
}

/// <summary>A message type: its fields in written order, by number and by name.</summary>
internal sealed class ProtoShape(ProtoMessage message)
{
    private readonly Dictionary<int, ProtoFieldShape> _byNumber = [];
    private readonly Dictionary<string, ProtoFieldShape> _byName = new(StringComparer.Ordinal);

    internal string FullName { get; } = message.FullName;

    internal List<ProtoFieldShape> Fields { get; } = [];

    internal ProtoFieldShape? Find(int number) => _byNumber.GetValueOrDefault(number);

    internal ProtoFieldShape? Find(string name) => _byName.GetValueOrDefault(name);

    internal void Add(ProtoFieldShape field)
    {
        Fields.Add(field);
        _byNumber.Add(field.Number, field);
        _byName.Add(field.Place.Name, field);
    }
}

/// <summary>A field of a message type.</summary>
internal sealed class ProtoFieldShape
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    internal ProtoFieldShape(ProtoField field, FieldPlace place, ProtoOneOf? oneOf, bool isProto3)
    {
        Place = place;
        Number = field.Number;
        OneOf = oneOf;
        MapKey = field.MapKey;
        IsRepeated = field.Label == ProtoLabel.Repeated;
        Scalar = field.Scalar;
        IsEnum = field.Target is ProtoEnum;
        IsOptional = field.Target is ProtoMessage || oneOf is not null || field.Label != ProtoLabel.None || !isProto3;
        IsPackedByDefault = isProto3 && field.Option("packed")?.Text != "false";
    }

    internal FieldPlace Place { get; }

    internal int Number { get; }

    internal ProtoOneOf? OneOf { get; }

    internal ProtoScalar? MapKey { get; }

    internal bool IsRepeated { get; }

    /// <summary>The scalar type (of a map: of its values), or null for messages and enums.</summary>
    internal ProtoScalar? Scalar { get; }

    internal bool IsEnum { get; }

    /// <summary>True when absence is told apart from the type's empty value.</summary>
    internal bool IsOptional { get; }

    internal bool IsPackedByDefault { get; }

    /// <summary>True for a field that has its type's empty value when it is absent.</summary>
    internal bool IsAlwaysThere => this is { IsOptional: false, IsRepeated: false, MapKey: null };

    /// <summary>The message type (of a map: of its values), or null.</summary>
    internal ProtoShape? Message { get; init; }

    internal bool IsPackable => WireType != Length;

    internal FieldType Type => MapKey is not null ? FieldType.Map
        : Message is not null ? FieldType.Record
        : IsEnum ? FieldType.Enum
        : Scalar switch
        {
            ProtoScalar.String => FieldType.String,
            ProtoScalar.Bytes => FieldType.Bytes,
            ProtoScalar.Bool => FieldType.Boolean,
            ProtoScalar.Float => FieldType.Float,
            ProtoScalar.Double => FieldType.Double,
            ProtoScalar.Int32 or ProtoScalar.SInt32 or ProtoScalar.UInt32 or ProtoScalar.Fixed32
                or ProtoScalar.SFixed32 => FieldType.Int,
            _ => FieldType.Long,
        };

    /// <summary>How one value (of a map: the value of an entry) stands on the wire.</summary>
    internal int WireType => Message is not null ? Length : IsEnum ? Varint : WireTypeOf(Scalar);

    internal object? Empty => IsEnum ? 0L : Message is not null ? null : EmptyOf(Scalar);

    internal static int WireTypeOf(ProtoScalar? scalar) => scalar switch
    {
        ProtoScalar.Double or ProtoScalar.Fixed64 or ProtoScalar.SFixed64 => Fixed64,
        ProtoScalar.Float or ProtoScalar.Fixed32 or ProtoScalar.SFixed32 => Fixed32,
        ProtoScalar.String or ProtoScalar.Bytes => Length,
        _ => Varint,
    };

    internal static object EmptyOf(ProtoScalar? scalar) => scalar switch
    {
        ProtoScalar.String => "",
        ProtoScalar.Bytes => Array.Empty<byte>(),
        ProtoScalar.Bool => false,
        ProtoScalar.Float or ProtoScalar.Double => 0.0,
        ProtoScalar.UInt32 or ProtoScalar.UInt64 or ProtoScalar.Fixed32 or ProtoScalar.Fixed64 => 0UL,
        _ => 0L,
    };
}
