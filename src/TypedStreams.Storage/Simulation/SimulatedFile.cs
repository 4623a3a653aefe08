// One inode of SimulatedDisk: durable bytes plus the operations since the last sync. Called under the disk's lock.
namespace TypedStreams.Storage.Simulation;

internal sealed class SimulatedFile
{
    private const int SectorBytes = 512;

    private readonly List<Operation> _pending = [];
    private byte[] _durable = [];
    private byte[] _bytes = [];
    private int _length;

    public long Length => _length;

    public int Read(long position, Span<byte> destination)
    {
        var count = (int)Math.Clamp(_length - position, 0, destination.Length);
        _bytes.AsSpan((int)Math.Min(position, _length), count).CopyTo(destination);
        return count;
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        _pending.Add(new Operation((int)position, source.ToArray(), TruncateTo: -1));
        Put(ref _bytes, ref _length, (int)position, source);
    }

    public void Truncate(long length)
    {
        _pending.Add(new Operation(0, [], (int)length));
        Cut(ref _bytes, ref _length, (int)length);
    }

    public void Sync()
    {
        _durable = _bytes.AsSpan(0, _length).ToArray();
        _pending.Clear();
    }

    /// <summary>
    /// Loses power: nothing, a prefix with its last write torn, or any subset of sectors of what was pending survives.
    /// </summary>
    public void Crash(Random random)
    {
        var image = _durable.ToArray();
        var length = image.Length;
        var style = random.Next(3);
        var prefix = style == 1 ? random.Next(_pending.Count + 1) : 0;
        for (var i = 0; i < _pending.Count && style != 0; i++)
        {
            if (style == 1 && i > prefix)
            {
                break;
            }

            Survive(_pending[i], whole: style == 1 && i < prefix, random, ref image, ref length);
        }

        _pending.Clear();
        _bytes = image;
        _length = length;
        _durable = image.AsSpan(0, length).ToArray();
    }

    private static void Survive(Operation operation, bool whole, Random random, ref byte[] image, ref int length)
    {
        if (operation.TruncateTo >= 0)
        {
            if (whole || random.Next(2) == 0)
            {
                Cut(ref image, ref length, operation.TruncateTo);
            }

            return;
        }

        var data = operation.Data.AsSpan();
        for (var at = 0; at < data.Length;)
        {
            var sectorEnd = (((operation.Position + at) / SectorBytes) + 1) * SectorBytes;
            var part = Math.Min(data.Length - at, sectorEnd - operation.Position - at);
            if (whole || random.Next(4) != 0)
            {
                Put(ref image, ref length, operation.Position + at, data.Slice(at, part));
            }

            at += part;
        }
    }

    private static void Put(ref byte[] bytes, ref int length, int position, ReadOnlySpan<byte> source)
    {
        var end = position + source.Length;
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(end, bytes.Length * 2));
        }

        source.CopyTo(bytes.AsSpan(position));
        length = Math.Max(length, end);
    }

    private static void Cut(ref byte[] bytes, ref int length, int newLength)
    {
        if (newLength > bytes.Length)
        {
            Array.Resize(ref bytes, newLength);
        }

        bytes.AsSpan(Math.Min(newLength, length)).Clear();
        length = newLength;
    }

    private readonly record struct Operation(int Position, byte[] Data, int TruncateTo);
}
