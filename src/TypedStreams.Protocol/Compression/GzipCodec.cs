// gzip through the base library. A batch is one member, as every client writes it.
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace TypedStreams.Protocol.Compression;

internal static unsafe class GzipCodec
{
    // Head and trail of RFC 1952 and an empty deflate block.
    private const int SmallestMember = 20;

    public static void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        using var target = new BufferWriterStream(output);
        using var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(source);
    }

    public static void Decompress(ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        if (source.Length < SmallestMember)
            output.Throw("they are cut off");

        fixed (byte* start = source)
        {
            using var input = new UnmanagedMemoryStream(start, source.Length);
            using var gzip = new GZipStream(input, CompressionMode.Decompress);
            try
            {
                uint total = 0;
                for (int read; (read = gzip.Read(output.GetSpan())) > 0; total += (uint)read)
                    output.Advance(read);

                // GZipStream takes the end of its input for the end of the data; the size at the end tells them apart.
                if (total != BinaryPrimitives.ReadUInt32LittleEndian(source[^sizeof(uint)..]))
                    output.Throw("they end too early");
            }
            catch (InvalidDataException e)
            {
                output.Throw("they are not gzip or end too early", e);
            }
        }
    }
}
