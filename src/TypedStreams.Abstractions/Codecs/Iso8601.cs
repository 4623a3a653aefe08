// ISO 8601 dates and times as JSON holds them: trailing zeros of a fraction are left out, and up to seven digits are
// kept when reading. Bytes only.

using System.Buffers.Text;

namespace TypedStreams.Codecs;

internal static class Iso8601
{
    /// <summary>Most bytes of any text here, such as "9999-12-31T23:59:59.9999999+14:00".</summary>
    internal const int MaxLength = 33;

    private const int DateLength = 10;
    private const int TimestampLength = 19;
    private const int FractionDigits = 7;

    internal static int WriteDate(DateOnly value, Span<byte> target)
    {
        WriteDigits(value.Year, 4, target);
        target[4] = (byte)'-';
        WriteDigits(value.Month, 2, target[5..]);
        target[7] = (byte)'-';
        WriteDigits(value.Day, 2, target[8..]);
        return DateLength;
    }

    /// <summary>Writes date, time and fraction; the caller adds the offset.</summary>
    internal static int WriteTimestamp(DateTime value, Span<byte> target)
    {
        WriteDate(DateOnly.FromDateTime(value), target);
        target[10] = (byte)'T';
        WriteDigits(value.Hour, 2, target[11..]);
        target[13] = (byte)':';
        WriteDigits(value.Minute, 2, target[14..]);
        target[16] = (byte)':';
        WriteDigits(value.Second, 2, target[17..]);
        var fraction = (int)(value.Ticks % TimeSpan.TicksPerSecond);
        if (fraction == 0)
        {
            return TimestampLength;
        }

        target[TimestampLength] = (byte)'.';
        var digits = FractionDigits;
        for (; fraction % 10 == 0; fraction /= 10)
        {
            digits--;
        }

        WriteDigits(fraction, digits, target[(TimestampLength + 1)..]);
        return TimestampLength + 1 + digits;
    }

    internal static int WriteOffset(TimeSpan offset, Span<byte> target)
    {
        target[0] = offset < TimeSpan.Zero ? (byte)'-' : (byte)'+';
        var minutes = Math.Abs((int)(offset.Ticks / TimeSpan.TicksPerMinute));
        WriteDigits(minutes / 60, 2, target[1..]);
        target[3] = (byte)':';
        WriteDigits(minutes % 60, 2, target[4..]);
        return 6;
    }

    internal static bool TryReadDate(ReadOnlySpan<byte> text, out DateOnly value)
    {
        value = default;
        if (text.Length != DateLength || !TryReadDay(text, out var year, out var month, out var day))
        {
            return false;
        }

        value = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads a timestamp that has an offset or Z; without either it is taken as UTC.</summary>
    internal static bool TryReadTimestamp(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < TimestampLength || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !TryReadDay(text, out var year, out var month, out var day)
            || !TryReadDigits(text, 11, 2, 23, out var hour) || text[13] != ':'
            || !TryReadDigits(text, 14, 2, 59, out var minute) || text[16] != ':'
            || !TryReadDigits(text, 17, 2, 59, out var second))
        {
            return false;
        }

        var rest = text[TimestampLength..];
        if (!TryReadFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset))
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, second).Ticks + fraction;
        var utc = ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(ticks, offset);
        return true;
    }

    private static bool TryReadDay(ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        month = day = 0;
        return TryReadDigits(text, 0, 4, 9999, out year) && text[4] == '-'
            && TryReadDigits(text, 5, 2, 12, out month) && text[7] == '-'
            && TryReadDigits(text, 8, 2, 31, out day)
            && year > 0 && month > 0 && day > 0 && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int ticks)
    {
        ticks = 0;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        var length = 1;
        while (length < text.Length && char.IsAsciiDigit((char)text[length]))
        {
            if (length <= FractionDigits)
            {
                ticks = (ticks * 10) + text[length] - '0';
            }

            length++;
        }

        for (var i = length; i <= FractionDigits; i++)
        {
            ticks *= 10;
        }

        text = text[length..];
        return length > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryReadDigits(text, 1, 2, 14, out var hours) || !TryReadDigits(text, 4, 2, 59, out var minutes)
            || (hours == 14 && minutes > 0))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, int at, int count, int max, out int value)
    {
        value = 0;
        foreach (var digit in text.Slice(at, count))
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return value <= max;
    }

    private static void WriteDigits(int value, int count, Span<byte> target) =>
        Utf8Formatter.TryFormat(value, target, out _, new System.Buffers.StandardFormat('D', (byte)count));
}
