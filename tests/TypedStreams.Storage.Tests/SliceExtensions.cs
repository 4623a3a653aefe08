using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal static class SliceExtensions
{
    public static byte[] ToBytes(this LogSlice slice)
    {
        var bytes = new byte[slice.Length];
        slice.CopyTo(bytes);
        return bytes;
    }

    public static List<RecordBatchHeader> Batches(this byte[] bytes)
    {
        var headers = new List<RecordBatchHeader>();
        for (var at = 0; at < bytes.Length; at += (int)headers[^1].TotalSize)
        {
            Assert.True(RecordBatchHeader.TryRead(bytes.AsSpan(at), out var header));
            Assert.True(RecordBatchHeader.VerifyCrc(bytes.AsSpan(at, (int)header.TotalSize)));
            headers.Add(header);
        }

        return headers;
    }

    public static RecordBatchHeader LastBatch(this byte[] bytes) => bytes.Batches()[^1];
}
