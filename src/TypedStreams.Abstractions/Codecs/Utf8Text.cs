// UTF-8 to string for every reader: bytes that are not UTF-8 are an error, never replaced. ASCII, which is nearly all
// text in messages, is checked and then widened into the string, which is quicker than any one pass that can fail.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace TypedStreams.Codecs;

internal static class Utf8Text
{
    /// <summary>What writers encode with: half a surrogate pair is an error of the caller.</summary>
    internal static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="bytes">The text.</param>
    /// <param name="end">Zero-based byte after the text, for the error.</param>
    internal static string Decode(ReadOnlySpan<byte> bytes, int end) =>
        Ascii.IsValid(bytes) ? Encoding.Latin1.GetString(bytes) : DecodeOther(bytes, end);

    /// <summary>Refuses bytes that are not UTF-8.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="end">Zero-based byte after the text, for the error.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(ReadOnlySpan<byte> bytes, int end)
    {
        if (!IsShortAscii(bytes))
        {
            CheckLong(bytes, end);
        }
    }

    /// <summary>True for ASCII of 4 to 32 bytes, which is nearly all text in messages.</summary>
    private static bool IsShortAscii(ReadOnlySpan<byte> bytes)
    {
        const ulong high = 0x8080_8080_8080_8080;
        const uint highOfFour = 0x8080_8080;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        switch (bytes.Length)
        {
            case >= 4 and < 8:
                return ((Number<uint>(ref start, 0) | Number<uint>(ref start, bytes.Length - 4)) & highOfFour) == 0;
            case >= 8 and <= 16:
                return ((Number<ulong>(ref start, 0) | Number<ulong>(ref start, bytes.Length - 8)) & high) == 0;
            case > 16 and <= 32:
                return ((Number<ulong>(ref start, 0) | Number<ulong>(ref start, 8)
                    | Number<ulong>(ref start, bytes.Length - 16) | Number<ulong>(ref start, bytes.Length - 8))
                    & high) == 0;
            default:
                return bytes.IsEmpty;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Number<T>(ref byte start, int at)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckLong(ReadOnlySpan<byte> bytes, int end)
    {
        if (!Utf8.IsValid(bytes))
        {
            MalformedDataException.Throw("a string is not UTF-8", end - bytes.Length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DecodeOther(ReadOnlySpan<byte> bytes, int end)
    {
        CheckLong(bytes, end);
        return Encoding.UTF8.GetString(bytes);
    }
}
