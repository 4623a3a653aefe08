// Fields that the reader's message does not have: skipped, or kept as they came.

using System.Buffers;

namespace TypedStreams.Protobuf;

public ref partial struct ProtobufReader
{
    private const uint StartGroup = 3;
    private const uint EndGroup = 4;

    /// <summary>Skips the field whose tag was just read.</summary>
    public void Skip(uint tag)
    {
        var depth = 0;
        do
        {
            switch (tag & 7)
            {
                case StartGroup:
                    depth++;
                    break;
                case EndGroup:
                    depth--;
                    break;
                default:
                    SkipValue(tag);
                    break;
            }

            // Groups count as nesting, without using the stack.
            if (depth < 0 || depth + _depth > MaxDepth)
            {
                MalformedDataException.Throw("a group ends that did not begin, or groups nest too deeply", Position);
            }

            if (depth > 0 && (tag = ReadTag()) == 0)
            {
                MalformedDataException.Throw("the data ends inside a group", Position);
            }
        }
        while (depth > 0);
    }

    /// <summary>Skips the field whose tag was just read, and keeps its bytes, the tag included.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="kept">Where they are appended; created at the first unknown field.</param>
    public void Keep(uint tag, ref ArrayBufferWriter<byte>? kept)
    {
        var start = _position;
        Skip(tag);
        kept ??= new ArrayBufferWriter<byte>();
        Span<byte> prefix = stackalloc byte[5];
        var length = 0;
        for (; tag >= 0x80; tag >>= 7)
        {
            prefix[length++] = (byte)(tag | 0x80);
        }

        prefix[length++] = (byte)tag;
        kept.Write(prefix[..length]);
        var end = _position;
        _position = start;
        kept.Write(Take(end - start));
    }

    private void SkipValue(uint tag)
    {
        switch (tag & 7)
        {
            case 0:
                ReadUInt64();
                break;
            case 1:
                Take(sizeof(ulong));
                break;
            case 2:
                Take(ReadLength());
                break;
            case 5:
                Take(sizeof(uint));
                break;
            default:
                MalformedDataException.Throw($"{tag & 7} is no wire type of a field", Position);
                break;
        }
    }
}
