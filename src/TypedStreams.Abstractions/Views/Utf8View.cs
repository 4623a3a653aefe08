using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TypedStreams.Views;

/// <summary>
/// Text as it lies in a message: UTF-8, not decoded until it is asked for. Views have checked it, so nothing here
/// throws. Valid as long as the bytes are.
/// </summary>
/// <param name="bytes">The text; must be UTF-8, which is not checked again.</param>
public readonly ref struct Utf8View(ReadOnlySpan<byte> bytes)
{
    /// <summary>The text's bytes.</summary>
    public ReadOnlySpan<byte> Span { get; } = bytes;

    /// <summary>How many bytes the text has; not characters.</summary>
    public int Length => Span.Length;

    /// <summary>True for the empty text.</summary>
    public bool IsEmpty => Span.IsEmpty;

    /// <summary>True when this is that text; false for null.</summary>
    public bool Equals(string? text) => text is not null && Equals(text.AsSpan());

    /// <summary>True when this is that text. Allocates nothing.</summary>
    public bool Equals(ReadOnlySpan<char> text) => Ascii.Equals(Span, text) || EqualsBeyondAscii(text);

    /// <summary>True when these are the text's bytes, such as <c>"paid"u8</c>.</summary>
    public bool Equals(ReadOnlySpan<byte> utf8) => Span.SequenceEqual(utf8);

    /// <summary>Decodes into characters; false when they do not fit, and then nothing is promised of them.</summary>
    /// <param name="destination">Where they go. <see cref="Length"/> characters are always enough.</param>
    /// <param name="written">How many there are.</param>
    public bool TryCopyTo(Span<char> destination, out int written) =>
        Utf8.ToUtf16(Span, destination, out _, out written) == OperationStatus.Done;

    /// <summary>The text as a string of its own.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    private bool EqualsBeyondAscii(ReadOnlySpan<char> text)
    {
        // A character takes at least one byte and at most three.
        var rest = Span;
        if (text.Length > rest.Length || rest.Length > text.Length * 3L)
        {
            return false;
        }

        Span<char> units = stackalloc char[2];
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            var length = rune.EncodeToUtf16(units);
            if (!text.StartsWith(units[..length]))
            {
                return false;
            }

            rest = rest[consumed..];
            text = text[length..];
        }

        return text.IsEmpty;
    }
}
