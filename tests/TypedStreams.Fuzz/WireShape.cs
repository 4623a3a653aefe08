// Writes a message from its annotations alone and remembers where every field, length, count and tag stands. Shares
// nothing with the generated writers, and must come to the same bytes.
using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Fuzz;

internal sealed class WireShape
{
    private readonly short _version;
    private readonly bool _isFlexible;

    private WireShape(short version, bool isFlexible) => (_version, _isFlexible) = (version, isFlexible);

    public List<byte> Bytes { get; } = [];

    public List<Spot> Spots { get; } = [];

    public static WireShape Of(object message, short version)
    {
        Type type = message.GetType();
        string flexible = type.GetCustomAttribute<ApiMessageAttribute>()?.FlexibleVersions
            ?? type.GetCustomAttribute<DataMessageAttribute>()!.FlexibleVersions;
        var shape = new WireShape(version, Contains(flexible, version));
        shape.Structure(message);
        return shape;
    }

    private void Structure(object value)
    {
        var fields = value.GetType().GetProperties()
            .Select(property => (Property: property, Field: property.GetCustomAttribute<FieldAttribute>()!))
            .Where(field => field.Field is not null && Contains(field.Field.Versions, _version))
            .ToList();
        foreach ((PropertyInfo property, FieldAttribute field) in fields.Where(field => !IsTagged(field.Field)))
            Value(property.PropertyType, property.GetValue(value), field);

        if (_isFlexible)
            Tagged(value, [.. fields.Where(field => IsTagged(field.Field)).OrderBy(field => field.Field.Tag)]);
    }

    private bool IsTagged(FieldAttribute field) => _isFlexible && field.Tag >= 0;

    private void Tagged(object value, List<(PropertyInfo Property, FieldAttribute Field)> fields)
    {
        object blank = Activator.CreateInstance(value.GetType())!;
        fields.RemoveAll(field => IsDefault(field.Property.GetValue(value), field.Property.GetValue(blank)));
        Unsigned((uint)fields.Count, SpotKind.Tags);
        foreach ((PropertyInfo property, FieldAttribute field) in fields)
        {
            var inner = new WireShape(_version, isFlexible: true);
            inner.Value(property.PropertyType, property.GetValue(value), field);
            Unsigned((uint)field.Tag, SpotKind.Tag);
            Unsigned((uint)inner.Bytes.Count, SpotKind.TagSize);
            Spots.AddRange(inner.Spots.Select(spot => spot with { At = spot.At + Bytes.Count }));
            Bytes.AddRange(inner.Bytes);
        }
    }

    private static bool IsDefault(object? value, object? blank) =>
        value is IList { Count: 0 } && blank is IList { Count: 0 } || Equals(value, blank);

    private void Value(Type declared, object? value, FieldAttribute field)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        bool isNullable = field.NullableVersions is { } range && Contains(range, _version);
        switch (value)
        {
            case null when type == typeof(string) || type == typeof(ReadOnlyMemory<byte>):
                Length(-1, isShort: type == typeof(string), field);
                break;
            case RecordsPayload { IsNull: true }:
                Length(-1, isShort: false, field);
                break;
            case null when type.IsGenericType:
                Count(-1);
                break;
            case null:
                Number(1, -1, SpotKind.Presence);
                break;
            case string text:
                Blob(Encoding.UTF8.GetBytes(text), isShort: true, field);
                break;
            case ReadOnlyMemory<byte> bytes:
                Blob(bytes.ToArray(), isShort: false, field);
                break;
            case RecordsPayload records:
                Blob(records.Bytes.ToArray(), isShort: false, field);
                break;
            case IList list:
                List(type.GetGenericArguments()[0], list, field);
                break;
            case Guid id:
                Spots.Add(new Spot(Bytes.Count, 16, SpotKind.Number));
                Bytes.AddRange(id.ToByteArray(bigEndian: true));
                break;
            default:
                Scalar(type, value, isNullable);
                break;
        }
    }

    private void Scalar(Type type, object value, bool isNullable)
    {
        if (type.IsNested && !type.IsEnum)
        {
            if (isNullable)
                Number(1, 1, SpotKind.Presence);
            Structure(value);
            return;
        }

        if (value is double real)
        {
            Number(8, BitConverter.DoubleToInt64Bits(real), SpotKind.Number);
            return;
        }

        object plain = type.IsEnum ? Convert.ChangeType(value, Enum.GetUnderlyingType(type)) : value;
        int width = plain switch
        {
            bool or sbyte => 1,
            short or ushort => 2,
            int or uint => 4,
            _ => 8,
        };
        long number = plain is bool flag ? flag ? 1 : 0 : Convert.ToInt64(plain, CultureInfo.InvariantCulture);
        Number(width, number, SpotKind.Number);
    }

    private void List(Type element, IList list, FieldAttribute field)
    {
        Count(list.Count);
        Border();
        foreach (object? item in list)
        {
            Value(element, item, new FieldAttribute(field.Versions));
            Border();
        }
    }

    private void Border() => Spots.Add(new Spot(Bytes.Count, 0, SpotKind.Border));

    private void Blob(byte[] bytes, bool isShort, FieldAttribute field)
    {
        Length(bytes.Length, isShort, field);
        Bytes.AddRange(bytes);
    }

    private void Length(int length, bool isShort, FieldAttribute field)
    {
        if (_isFlexible && field.Flexible)
            Unsigned((uint)(length + 1), SpotKind.CompactLength);
        else
            Number(isShort ? 2 : 4, length, SpotKind.Length);
    }

    private void Count(int count)
    {
        if (_isFlexible)
            Unsigned((uint)(count + 1), SpotKind.CompactCount);
        else
            Number(4, count, SpotKind.Count);
    }

    private void Number(int width, long value, SpotKind kind)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(buffer, value);
        Spots.Add(new Spot(Bytes.Count, width, kind));
        Bytes.AddRange(buffer[(8 - width)..]);
    }

    private void Unsigned(uint value, SpotKind kind)
    {
        byte[] bytes = Varints.Unsigned(value);
        Spots.Add(new Spot(Bytes.Count, bytes.Length, kind));
        Bytes.AddRange(bytes);
    }

    private static bool Contains(string range, short version)
    {
        if (range == "none")
            return false;
        string[] ends = range.TrimEnd('+').Split('-');
        int low = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int high = range.EndsWith('+') ? short.MaxValue : int.Parse(ends[^1], CultureInfo.InvariantCulture);
        return version >= low && version <= high;
    }
}
