// What a built application exchanges, read from the metadata of its assembly and of those beside it that it refers to:
// the generator leaves it there as constants. Nothing of the application runs.
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TypedStreams.Server.Verbs.Application;

/// <param name="Type">The C# type, with its namespace.</param>
/// <param name="Topic">Where it goes.</param>
/// <param name="Subject">Where its schema is registered.</param>
/// <param name="Format">"Avro", "Protobuf" or "Json".</param>
/// <param name="Schema">The schema's text; null when only the running type knows it.</param>
/// <param name="Key">The field that is the key, and what it is; null without a key.</param>
internal sealed record BuiltMessage(
    string Type, string Topic, string Subject, string Format, string? Schema, (string Field, string Type)? Key)
{
    /// <summary>The type's own name.</summary>
    internal string Name => Type[(Type.LastIndexOf('.') + 1)..];
}

/// <param name="Name">The consumer group.</param>
/// <param name="Delivery">"at-least-once", "exactly-once" or "database".</param>
/// <param name="Handles">
/// C# types of what it handles, and how many retry topics each has; null without dead letters.
/// </param>
/// <param name="Sends">C# types of what it returns.</param>
internal sealed record BuiltGroup(
    string Name, string Delivery, IReadOnlyDictionary<string, int?> Handles, IReadOnlyList<string> Sends);

internal sealed class BuiltApplication
{
    private readonly Dictionary<string, BuiltMessage> _messages = new(StringComparer.Ordinal);
    private readonly List<BuiltGroup> _groups = [];
    private readonly SortedSet<string> _sends = new(StringComparer.Ordinal);

    /// <summary>Messages that are sent or handled, by their C# types.</summary>
    internal IEnumerable<BuiltMessage> Messages =>
        _messages.Values.OrderBy(message => message.Topic, StringComparer.Ordinal)
            .ThenBy(message => message.Type, StringComparer.Ordinal);

    internal IReadOnlyList<BuiltGroup> Groups => _groups;

    /// <summary>C# types that producers are asked for.</summary>
    internal IReadOnlyCollection<string> Sends => _sends;

    /// <exception cref="UsageException">The file is no assembly, or has no messages.</exception>
    internal static BuiltApplication Read(string assembly)
    {
        var application = new BuiltApplication();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([Path.GetFullPath(assembly)]);
        while (waiting.TryDequeue(out string? file))
        {
            if (seen.Add(file))
            {
                application.Add(file).ForEach(waiting.Enqueue);
            }
        }

        application._groups.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return application._messages.Count > 0
            ? application
            : throw new UsageException($"{assembly} and what it refers to have no messages.");
    }

    internal BuiltMessage? Find(string type) => _messages.GetValueOrDefault(type);

    /// <summary>Reads one assembly; returns those beside it that it refers to.</summary>
    private List<string> Add(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            MetadataReader metadata = file.GetMetadataReader();
            foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
            {
                TypeDefinition type = metadata.GetTypeDefinition(handle);
                var constants = new TypeConstants(metadata, type);
                if (constants["Topic"] is { } topic && constants["Message"] is { } name)
                {
                    _messages[name] = Message(metadata, type, constants, name, topic);
                }
                else if (constants["Contract"] is { } contract)
                {
                    Add(contract.Split('\n'));
                }
            }

            string folder = Path.GetDirectoryName(path)!;
            return
            [
                .. metadata.AssemblyReferences
                    .Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))
                    .Select(name => Path.Combine(folder, name + ".dll"))
                    .Where(File.Exists),
            ];
        }
        catch (BadImageFormatException)
        {
            throw new UsageException($"{path} is not a .NET assembly.");
        }
    }

    private static BuiltMessage Message(
        MetadataReader metadata, TypeDefinition type, TypeConstants constants, string name, string topic)
    {
        string codec = metadata.GetString(type.Name);
        return new BuiltMessage(
            name,
            topic,
            constants["Subject"] ?? topic + "-value",
            codec[..codec.IndexOf("Codec", StringComparison.Ordinal)],
            constants["SchemaText"],
            constants["Key"] is { } key ? (key, constants["KeyType"] ?? "String") : null);
    }

    private void Add(string[] lines)
    {
        var words = lines.Select(line => line.Split(' ', 2)).Where(line => line.Length == 2).ToLookup(
            line => line[0], line => line[1]);
        if (words["group"].FirstOrDefault() is not { } group)
        {
            _sends.UnionWith(words["send"]);
            return;
        }

        var letters = words["letters"].Select(line => line.Split(' ', 2))
            .ToDictionary(line => line[1], line => int.Parse(line[0], CultureInfo.InvariantCulture));
        _groups.Add(new BuiltGroup(
            group,
            words["delivery"].First(),
            words["handle"].ToDictionary(
                type => type, type => letters.TryGetValue(type, out int levels) ? levels : (int?)null),
            [.. words["send"]]));
    }
}

/// <summary>The text constants of a type.</summary>
internal readonly struct TypeConstants(MetadataReader metadata, TypeDefinition type)
{
    internal string? this[string name]
    {
        get
        {
            foreach (FieldDefinitionHandle handle in type.GetFields())
            {
                FieldDefinition field = metadata.GetFieldDefinition(handle);
                if (metadata.StringComparer.Equals(field.Name, name) && !field.GetDefaultValue().IsNil)
                {
                    Constant constant = metadata.GetConstant(field.GetDefaultValue());
                    return constant.TypeCode == ConstantTypeCode.String
                        ? metadata.GetBlobReader(constant.Value).ReadConstant(ConstantTypeCode.String) as string
                        : null;
                }
            }

            return null;
        }
    }
}
