// Protobuf's wire format in. Hostile input: every length is held against what is left before it is used.

using System.Text;

namespace TypedStreams.Schemas.Protobuf;

/// <summary>One field on the wire: a number for varints and fixed widths, bytes for the rest.</summary>
internal readonly record struct ProtoWireField(int Number, ProtoWireType Type, ulong Value, byte[] Bytes)
{
    internal int Int => (int)Value;

    internal bool Flag => Value != 0;

    internal string Text => Encoding.UTF8.GetString(Bytes);
}

internal sealed class ProtoWireReader(byte[] bytes)
{
    private const int MaxGroupDepth = 32;

    private int _position;
    private int _depth;

    internal bool IsAtEnd => _position >= bytes.Length;

    /// <summary>Every field of a message, in order.</summary>
    internal static List<ProtoWireField> Fields(byte[] message)
    {
        var reader = new ProtoWireReader(message);
        var fields = new List<ProtoWireField>();
        while (!reader.IsAtEnd)
        {
            fields.Add(reader.Next());
        }

        return fields;
    }

    internal ProtoWireField Next()
    {
        var tag = Varint();
        var number = (int)(tag >> 3);
        var type = (ProtoWireType)(tag & 7);
        if (number < 1)
        {
            throw Error();
        }

        return type switch
        {
            ProtoWireType.Varint => new ProtoWireField(number, type, Varint(), []),
            ProtoWireType.Fixed64 => new ProtoWireField(number, type, Fixed(8), []),
            ProtoWireType.Fixed32 => new ProtoWireField(number, type, Fixed(4), []),
            ProtoWireType.Length => new ProtoWireField(number, type, 0, Length()),
            ProtoWireType.StartGroup => new ProtoWireField(number, type, 0, Group(number)),
            _ => throw Error(),
        };
    }

    internal ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position >= bytes.Length)
            {
                throw Error();
            }

            var b = bytes[_position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Error();
    }

    internal ulong Fixed(int width)
    {
        if (bytes.Length - _position < width)
        {
            throw Error();
        }

        ulong value = 0;
        for (var i = 0; i < width; i++)
        {
            value |= (ulong)bytes[_position++] << (8 * i);
        }

        return value;
    }

    internal static SchemaParseException Error() => new(
        "The text is neither a .proto file nor a descriptor in base64; its bytes end or go wrong.", "descriptor");

    private byte[] Length()
    {
        var length = Varint();
        if (length > (ulong)(bytes.Length - _position))
        {
            throw Error();
        }

        return Slice((int)length);
    }

    private byte[] Group(int number)
    {
        if (++_depth > MaxGroupDepth)
        {
            throw Error();
        }

        var start = _position;
        while (true)
        {
            var before = _position;
            var tag = Varint();
            if ((tag & 7) == (ulong)ProtoWireType.EndGroup)
            {
                _depth--;
                var content = new byte[before - start];
                Array.Copy(bytes, start, content, 0, content.Length);
                return (int)(tag >> 3) == number ? content : throw Error();
            }

            _position = before;
            Next();
        }
    }

    private byte[] Slice(int length)
    {
        var slice = new byte[length];
        Array.Copy(bytes, _position, slice, 0, length);
        _position += length;
        return slice;
    }
}
