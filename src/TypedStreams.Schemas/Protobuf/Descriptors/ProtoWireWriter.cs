// Protobuf's wire format out. Grows a buffer; one writer a message.

using System.Text;

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoWireWriter
{
    private readonly MemoryStream _bytes = new();

    internal bool IsEmpty => _bytes.Length == 0;

    internal byte[] ToArray() => _bytes.ToArray();

    internal void Varint(int field, ulong value)
    {
        Tag(field, ProtoWireType.Varint);
        Raw(value);
    }

    internal void Number(int field, int value) => Varint(field, (ulong)value);

    internal void Flag(int field, bool value)
    {
        if (value)
        {
            Varint(field, 1);
        }
    }

    internal void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    internal void Bytes(int field, byte[] value)
    {
        Tag(field, ProtoWireType.Length);
        Raw((ulong)value.Length);
        Append(value);
    }

    /// <summary>A message, left out when it is empty and not asked for.</summary>
    internal void Message(int field, ProtoWireWriter value, bool evenEmpty = true)
    {
        if (evenEmpty || !value.IsEmpty)
        {
            Bytes(field, value.ToArray());
        }
    }

    internal void Tag(int field, ProtoWireType type) => Raw(((ulong)field << 3) | (uint)type);

    internal void Raw(ulong value)
    {
        while (value > 0x7F)
        {
            _bytes.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.WriteByte((byte)value);
    }

    /// <summary>The low bytes of a number, the lowest first.</summary>
    internal void Fixed(ulong value, int bytes)
    {
        for (var i = 0; i < bytes; i++)
        {
            _bytes.WriteByte((byte)(value >> (8 * i)));
        }
    }

    internal void Append(byte[] bytes) => _bytes.Write(bytes, 0, bytes.Length);
}

internal enum ProtoWireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
