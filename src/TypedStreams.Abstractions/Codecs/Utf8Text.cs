// UTF-8 to string for every reader: bytes that are not UTF-8 are an error, never replaced. Short ASCII, which is nearly
// all text in messages, is widened in one pass and needs no second one to be checked.

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace TypedStreams.Codecs;

internal static class Utf8Text
{
    private const int MaxOnStack = 128;

    /// <summary>What writers encode with: half a surrogate pair is an error of the caller.</summary>
    internal static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="bytes">The text.</param>
    /// <param name="end">Zero-based byte after the text, for the error.</param>
    [SkipLocalsInit]
    internal static string Decode(ReadOnlySpan<byte> bytes, int end)
    {
        if (bytes.Length <= MaxOnStack)
        {
            Span<char> chars = stackalloc char[MaxOnStack];
            if (Ascii.ToUtf16(bytes, chars, out var written) == OperationStatus.Done)
            {
                return new string(chars[..written]);
            }
        }

        return DecodeLong(bytes, end);
    }

    /// <summary>Refuses bytes that are not UTF-8.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="end">Zero-based byte after the text, for the error.</param>
    internal static void Check(ReadOnlySpan<byte> bytes, int end)
    {
        if (!Utf8.IsValid(bytes))
        {
            MalformedDataException.Throw("a string is not UTF-8", end - bytes.Length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DecodeLong(ReadOnlySpan<byte> bytes, int end)
    {
        Check(bytes, end);
        return Encoding.UTF8.GetString(bytes);
    }
}
