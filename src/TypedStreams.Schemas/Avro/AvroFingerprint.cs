// CRC-64-AVRO, the specification's Rabin fingerprint over the Parsing Canonical Form in UTF-8.

using System.Text;

namespace TypedStreams.Schemas.Avro;

/// <summary>The 64-bit Rabin fingerprint of schemas.</summary>
public static class AvroFingerprint
{
    private const ulong Empty = 0xC15D213AA4D7A795;

    private static readonly ulong[] Table = BuildTable();

    /// <summary>CRC-64-AVRO of the schema's Parsing Canonical Form.</summary>
    public static ulong Of(AvroSchema schema) => Of(Encoding.UTF8.GetBytes(AvroParsingForm.Of(schema)));

    /// <summary>CRC-64-AVRO of bytes.</summary>
    public static ulong Of(byte[] bytes)
    {
        var fingerprint = Empty;
        foreach (var b in bytes)
        {
            fingerprint = (fingerprint >> 8) ^ Table[(byte)(fingerprint ^ b)];
        }

        return fingerprint;
    }

    private static ulong[] BuildTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ (Empty & (0UL - (value & 1)));
            }

            table[i] = value;
        }

        return table;
    }
}
