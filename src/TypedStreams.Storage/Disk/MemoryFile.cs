// One file of MemoryDisk: a list of 64 KiB chunks, so that growth copies chunk pointers and never file contents. The
// first chunk starts small and doubles, which keeps thousands of nearly empty partitions cheap. One writer; readers on
// any thread see whole writes because the length is published last.
namespace TypedStreams.Storage;

internal sealed class MemoryFile(string path) : IDiskFile
{
    private const int ChunkBytes = 64 * 1024;
    private const int FirstBytes = 1024;

    private byte[][] _chunks = [];
    private long _length;

    public string Path => path;

    public long Length => Volatile.Read(ref _length);

    public int Read(long position, Span<byte> destination)
    {
        var available = Math.Min(Volatile.Read(ref _length) - position, destination.Length);
        if (available <= 0)
        {
            return 0;
        }

        var chunks = Volatile.Read(ref _chunks);
        var remaining = destination[..(int)available];
        while (remaining.Length > 0)
        {
            var within = (int)(position % ChunkBytes);
            var part = Math.Min(remaining.Length, ChunkBytes - within);
            chunks[position / ChunkBytes].AsSpan(within, part).CopyTo(remaining);
            remaining = remaining[part..];
            position += part;
        }

        return (int)available;
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        var end = position + source.Length;
        Reserve(end);
        var chunks = _chunks;
        while (source.Length > 0)
        {
            var within = (int)(position % ChunkBytes);
            var part = Math.Min(source.Length, ChunkBytes - within);
            source[..part].CopyTo(chunks[position / ChunkBytes].AsSpan(within, part));
            source = source[part..];
            position += part;
        }

        if (end > _length)
        {
            Volatile.Write(ref _length, end);
        }
    }

    public long Append(ReadOnlySpan<byte> source)
    {
        var position = _length;
        Write(position, source);
        return position;
    }

    public void Truncate(long length)
    {
        if (length > _length)
        {
            Reserve(length);
            Volatile.Write(ref _length, length);
            return;
        }

        Volatile.Write(ref _length, length);
        var keep = (int)((length + ChunkBytes - 1) / ChunkBytes);
        var chunks = _chunks[..Math.Min(keep, _chunks.Length)];
        var within = (int)(length % ChunkBytes);
        if (within > 0)
        {
            // Bytes past the cut must read as zeros if the file is extended again; a copy spares readers of the old.
            chunks[^1] = [.. chunks[^1].AsSpan(0, within), .. new byte[chunks[^1].Length - within]];
        }

        Volatile.Write(ref _chunks, chunks);
    }

    public void Sync()
    {
    }

    // A file of MemoryDisk is shared by all who open it; it is freed when the last reference is gone.
    public void Dispose()
    {
    }

    private void Reserve(long length)
    {
        var needed = (int)((length + ChunkBytes - 1) / ChunkBytes);
        var chunks = _chunks;
        if (needed > 0 && (needed > chunks.Length || chunks[needed - 1] is null || chunks[0].Length < length))
        {
            Grow(needed, length);
        }
    }

    private void Grow(int needed, long length)
    {
        var chunks = _chunks;
        if (needed > chunks.Length)
        {
            // Twice the pointers at a time keeps growth linear; readers keep the array they hold.
            Array.Resize(ref chunks, Math.Max(needed, chunks.Length * 2));
        }

        for (var i = 0; i < needed; i++)
        {
            var size = i == 0 && needed == 1 ? SmallSize(length) : ChunkBytes;
            if (chunks[i] is null || chunks[i].Length < size)
            {
                var chunk = new byte[size];
                chunks[i]?.CopyTo(chunk, 0);
                chunks[i] = chunk;
            }
        }

        Volatile.Write(ref _chunks, chunks);
    }

    private static int SmallSize(long length) =>
        (int)Math.Min(ChunkBytes, Math.Max(FirstBytes, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)length)));
}
