namespace TypedStreams.Fuzz;

/// <summary>Varints, also those that nobody should write.</summary>
internal static class Varints
{
    public static byte[] Unsigned(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static byte[] ZigZag(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>The same value in more bytes than it needs.</summary>
    public static byte[] Overlong(byte[] varint, int bytes)
    {
        var longer = varint.ToList();
        longer[^1] |= 0x80;
        while (longer.Count < bytes - 1)
            longer.Add(0x80);
        longer.Add(0);
        return [.. longer];
    }

    public static ulong Read(ReadOnlySpan<byte> varint)
    {
        ulong value = 0;
        for (int i = 0; i < varint.Length && i < 10; i++)
            value |= (ulong)(varint[i] & 0x7f) << (7 * i);
        return value;
    }
}
