// What views need: text as bytes, the bytes of a part, and reading again what was checked before.

using System.Runtime.CompilerServices;
using TypedStreams.Codecs;
using TypedStreams.Views;

namespace TypedStreams.Avro;

public ref partial struct AvroReader
{
    /// <summary>
    /// A reader of bytes that another reader has read before: text is not checked for UTF-8 again. Bytes that do not
    /// fit are an error all the same.
    /// </summary>
    public static AvroReader OverChecked(ReadOnlySpan<byte> data) => new(data) { _isChecked = true };

    /// <summary>Reads a string without decoding it. Bytes that are not UTF-8 are an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8View ReadUtf8()
    {
        var bytes = ReadBytes();
        if (!_isChecked)
        {
            Utf8Text.Check(bytes, _position);
        }

        return new Utf8View(bytes);
    }

    /// <summary>The bytes read since a <see cref="Position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<byte> Since(int start) => _data[start.._position];

    /// <summary>The item count of the next block of an array or map that was checked before; 0 ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int NextBlock()
    {
        if (Remaining == 0)
        {
            return 0;
        }

        var count = ReadLong();
        if (count < 0)
        {
            count = -count;
            ReadLength();
        }

        return (int)count;
    }
}
