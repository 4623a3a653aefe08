// A record batch written field by field, with the place of each: header, record lengths and deltas, keys, values,
// headers. Its length and checksum can be made to fit again, so that damage inside is not caught at the door.
using System.Buffers;
using System.Buffers.Binary;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Fuzz;

internal static class BatchShape
{
    private const int HeaderBytes = 61;
    private const int LengthAt = 8;
    private const int LogOverhead = 12;
    private const int AttributesAt = 21;

    // Offset and width of each field of the header.
    private static readonly (int At, int Width)[] Fields =
        [(0, 8), (8, 4), (12, 4), (16, 1), (17, 4), (21, 2), (23, 4), (27, 8), (35, 8), (43, 8), (51, 2),
            (53, 4), (57, 4)];

    public static byte[] Damaged(Random random, CompressionType compression, bool isControl = false)
    {
        var (bytes, spots) = Records(random, isControl, out int count);
        byte[] records = new StructureMutation(random, bytes, spots).Damage();
        if (compression != CompressionType.None)
        {
            var packed = new ArrayBufferWriter<byte>();
            RecordCompression.Compress(compression, records, packed);
            records = packed.WrittenSpan.ToArray();
        }

        byte[] header = Header(random, compression, isControl, count, records.Length);
        if (random.Next(2) == 0)
            header = new StructureMutation(random, [.. header], HeaderSpots()).Damage();
        byte[] batch = [.. header, .. records];
        return random.Next(8) == 0 ? batch : Repaired(random, batch);
    }

    /// <summary>Length and checksum fit what is there.</summary>
    private static byte[] Repaired(Random random, byte[] batch)
    {
        if (batch.Length < HeaderBytes)
            return batch;
        if (random.Next(4) != 0)
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(LengthAt), batch.Length - LogOverhead);
        RecordBatchHeader.UpdateCrc(batch);
        return batch;
    }

    private static List<Spot> HeaderSpots() =>
        [.. Fields.Select(field => new Spot(field.At, field.Width, SpotKind.Number))];

    private static byte[] Header(Random random, CompressionType compression, bool isControl, int count, int length)
    {
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(LengthAt), HeaderBytes - LogOverhead + length);
        header[16] = 2;
        short attributes = (short)((int)compression | (isControl ? 0x30 : random.Next(2) * 0x10));
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(AttributesAt), attributes);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(23), count - 1);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(43), random.Next(-1, 3));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(57), count);
        return header;
    }

    private static (List<byte> Bytes, List<Spot> Spots) Records(Random random, bool isControl, out int count)
    {
        var bytes = new List<byte>();
        var spots = new List<Spot>();
        count = random.Next(1, 6);
        for (int i = 0; i < count; i++)
        {
            spots.Add(new Spot(bytes.Count, 0, SpotKind.Border));
            var (record, inner) = Record(random, i, isControl);
            Varint(bytes, spots, record.Count);
            spots.AddRange(inner.Select(spot => spot with { At = spot.At + bytes.Count }));
            bytes.AddRange(record);
        }

        spots.Add(new Spot(bytes.Count, 0, SpotKind.Border));
        return (bytes, spots);
    }

    private static (List<byte> Bytes, List<Spot> Spots) Record(Random random, int index, bool isControl)
    {
        var bytes = new List<byte>();
        var spots = new List<Spot> { new(0, 1, SpotKind.Number) };
        bytes.Add(0);
        Varint(bytes, spots, random.Next(100));
        Varint(bytes, spots, index);
        Blob(random, bytes, spots, isControl ? [0, 0, 0, (byte)random.Next(5)] : null);
        Blob(random, bytes, spots, null);
        int headers = random.Next(3);
        Varint(bytes, spots, headers);
        for (int i = 0; i < headers; i++)
        {
            Blob(random, bytes, spots, "name"u8.ToArray());
            Blob(random, bytes, spots, null);
        }

        return (bytes, spots);
    }

    private static void Blob(Random random, List<byte> bytes, List<Spot> spots, byte[]? content)
    {
        if (content is null && random.Next(4) == 0)
        {
            Varint(bytes, spots, -1);
            return;
        }

        content ??= new byte[random.Next(80)];
        Varint(bytes, spots, content.Length);
        bytes.AddRange(content);
    }

    private static void Varint(List<byte> bytes, List<Spot> spots, long value)
    {
        byte[] varint = Varints.ZigZag(value);
        spots.Add(new Spot(bytes.Count, varint.Length, SpotKind.Varint));
        bytes.AddRange(varint);
    }
}
