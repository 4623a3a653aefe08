// What views need: text as bytes, the bytes of a part, and reading again what was checked before.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedStreams.Codecs;
using TypedStreams.Views;

namespace TypedStreams.Protobuf;

public ref partial struct ProtobufReader
{
    /// <summary>
    /// A reader of bytes that another reader has read before: text is not checked for UTF-8 again. Bytes that do not
    /// fit are an error all the same.
    /// </summary>
    public static ProtobufReader OverChecked(ReadOnlySpan<byte> data) => new(data) { _isChecked = true };

    /// <summary>Reads a string without decoding it. Bytes that are not UTF-8 are an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8View ReadUtf8()
    {
        var bytes = ReadBytes();
        if (!_isChecked)
        {
            Utf8Text.Check(bytes, Position);
        }

        return new Utf8View(bytes);
    }

    /// <summary>The bytes between two of this reader's positions.</summary>
    /// <param name="from">A <see cref="Position"/>.</param>
    /// <param name="to">The same or a later one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<byte> Between(int from, int to)
    {
        Require(from >= _offset && from <= to && to - _offset <= _end);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef(in _start), from - _offset), to - from);
    }

    private static void Require(bool isWithin)
    {
        if (!isWithin)
        {
            throw new ArgumentOutOfRangeException(
                nameof(isWithin), "The positions are not of this reader, or lie outside of its message.");
        }
    }
}
