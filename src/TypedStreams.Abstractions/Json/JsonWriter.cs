// Writes JSON (RFC 8259) as UTF-8 into an IBufferWriter<byte>. Names and punctuation come as finished bytes from
// generated code, so nothing is looked up or counted here. Flush hands the written bytes over; without it the last span
// is lost. Not thread-safe, lives on one stack.

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TypedStreams.Codecs;

namespace TypedStreams.Json;

/// <summary>Writes JSON values. Call <see cref="Flush"/> when done.</summary>
public ref partial struct JsonWriter
{
    /// <summary>Most bytes of a number of any type but double and decimal.</summary>
    private const int MaxInteger = 20;

    /// <summary>Most bytes of a double or decimal: sign, 29 digits, point, exponent.</summary>
    private const int MaxNumber = 36;

    /// <summary>Most UTF-8 bytes a UTF-16 char becomes, escaped: \u001f.</summary>
    private const int MaxEscapedChar = 6;

    /// <summary>Longer strings are counted before room is taken; shorter ones get room for the worst case.</summary>
    private const int MaxShortString = 256;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private int _depth;

    /// <summary>Creates a writer at the end of <paramref name="output"/>.</summary>
    public JsonWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan();
    }

    /// <summary>Hands everything written so far to the output.</summary>
    public void Flush()
    {
        _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    /// <summary>Writes bytes that are JSON already: names and punctuation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw(scoped ReadOnlySpan<byte> json) => json.CopyTo(Reserve(json.Length));

    /// <summary>Enters an object or array that can hold itself; pair with <see cref="Ascend"/>.</summary>
    /// <exception cref="ArgumentException">The object nests deeper than readers accept, or holds itself.</exception>
    public void Descend()
    {
        if (++_depth > JsonReader.MaxDepth / 2)
        {
            throw new ArgumentException(
                $"The message nests deeper than {JsonReader.MaxDepth / 2} records; does it hold itself?");
        }
    }

    /// <summary>Leaves what <see cref="Descend"/> entered.</summary>
    public void Ascend() => _depth--;

    /// <summary>Writes true or false.</summary>
    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a whole number.</summary>
    public void WriteInt64(long value)
    {
        Ensure(MaxInteger);
        if ((ulong)value < 10)
        {
            _span[_position++] = (byte)('0' + value);
            return;
        }

        Utf8Formatter.TryFormat(value, _span[_position..], out var written);
        _position += written;
    }

    /// <summary>Writes a whole number.</summary>
    public void WriteUInt64(ulong value)
    {
        Ensure(MaxInteger);
        Utf8Formatter.TryFormat(value, _span[_position..], out var written);
        _position += written;
    }

    /// <summary>Writes a number in the fewest digits that give the same float again.</summary>
    /// <exception cref="ArgumentException">NaN and the infinities are no JSON numbers.</exception>
    public void WriteFloat(float value)
    {
        ThrowUnlessFinite(float.IsFinite(value), value);
        Ensure(MaxNumber);
        value.TryFormat(_span[_position..], out var written, default, CultureInfo.InvariantCulture);
        _position += written;
    }

    /// <summary>Writes a number in the fewest digits that give the same double again.</summary>
    /// <exception cref="ArgumentException">NaN and the infinities are no JSON numbers.</exception>
    public void WriteDouble(double value)
    {
        ThrowUnlessFinite(double.IsFinite(value), value);
        Ensure(MaxNumber);
        value.TryFormat(_span[_position..], out var written, default, CultureInfo.InvariantCulture);
        _position += written;
    }

    /// <summary>Writes a number with exactly the schema's number of decimals.</summary>
    /// <exception cref="ArgumentException">The value needs more decimals or more digits than allowed.</exception>
    public void WriteDecimal(decimal value, int precision, int scale)
    {
        value = DecimalText.Fit(value, precision, scale);
        Ensure(MaxNumber);
        value.TryFormat(_span[_position..], out var written, default, CultureInfo.InvariantCulture);
        _position += written;
    }

    /// <summary>Writes a string; only what JSON demands is escaped.</summary>
    /// <exception cref="ArgumentException">The string is null or holds half a surrogate pair.</exception>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length <= MaxShortString)
        {
            Ensure(value.Length + 2);
            var target = _span.Slice(_position, value.Length + 2);
            var text = target.Slice(1, value.Length);
            if (Ascii.FromUtf16(value, text, out _) == OperationStatus.Done && !JsonText.NeedsEscape(text))
            {
                target[0] = (byte)'"';
                target[^1] = (byte)'"';
                _position += target.Length;
                return;
            }
        }

        WriteOtherString(value);
    }

    private static void ThrowUnlessFinite(bool isFinite, double value)
    {
        if (!isFinite)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{value} is no JSON number; make the member nullable or check the value."));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteOtherString(string value)
    {
        var bytes = Utf8Text.Strict.GetByteCount(value);
        if (!JsonText.NeedsEscape(value))
        {
            var target = Reserve(bytes + 2);
            target[0] = (byte)'"';
            Utf8Text.Strict.GetBytes(value, target[1..]);
            target[^1] = (byte)'"';
            return;
        }

        Ensure(checked((value.Length * MaxEscapedChar) + 2));
        _span[_position++] = (byte)'"';
        _position += JsonText.Escape(value, _span[_position..]);
        _span[_position++] = (byte)'"';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        Ensure(count);
        var target = _span.Slice(_position, count);
        _position += count;
        return target;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int count)
    {
        if (_span.Length - _position < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        _output.Advance(_position);
        _span = _output.GetSpan(count);
        _position = 0;
    }
}
