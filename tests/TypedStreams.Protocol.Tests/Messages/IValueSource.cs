using System.Buffers.Binary;
using System.Text;

namespace TypedStreams.Protocol.Tests.Messages;

/// <summary>Where a filler takes its values from.</summary>
public interface IValueSource
{
    bool IsNull();

    bool Bool();

    int Count(bool ofStructs);

    uint Number(string field);

    string Text(string field);

    byte[] Bytes(string field);

    Guid Uuid(string field);
}

/// <summary>Values that follow from the field's name; the rule of golden/Golden.java.</summary>
public sealed class NamedValues : IValueSource
{
    public bool IsNull() => false;

    public bool Bool() => true;

    public int Count(bool ofStructs) => ofStructs ? 1 : 2;

    // FNV-1a, 32 bits.
    public uint Number(string field) =>
        Encoding.UTF8.GetBytes(field).Aggregate(0x811c9dc5u, (hash, next) => (hash ^ next) * 0x01000193);

    public string Text(string field) => field + "-\u00e9";

    public byte[] Bytes(string field) => Encoding.UTF8.GetBytes(field);

    public Guid Uuid(string field)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Number(field));
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], (long)Number(field) * 3);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>Values from a seed.</summary>
public sealed class RandomValues(Random random) : IValueSource
{
    public bool IsNull() => random.Next(4) == 0;

    public bool Bool() => random.Next(2) == 0;

    public int Count(bool ofStructs) => random.Next(ofStructs ? 3 : 5);

    public uint Number(string field) => (uint)random.NextInt64(1L << random.Next(33));

    public string Text(string field) => string.Concat(Enumerable.Repeat("aé\u20ac", random.Next(50)));

    public byte[] Bytes(string field)
    {
        byte[] bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    public Guid Uuid(string field)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
