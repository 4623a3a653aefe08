// UTF-8 to string for every reader: bytes that are not UTF-8 are an error, never replaced. ASCII, which is nearly all
// text in messages, is checked and then widened into the string, which is quicker than any one pass that can fail.

using System.Runtime.CompilerServices;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DecodeOther(ReadOnlySpan<byte> bytes, int end)
    {
        if (!Utf8.IsValid(bytes))
        {
            MalformedDataException.Throw("a string is not UTF-8", end - bytes.Length);
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
