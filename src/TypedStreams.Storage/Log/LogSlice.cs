// A range of one segment on its way to a fetch answer. Holds the file open, so that a deleted segment can still be
// sent. Created on the owner thread; written and disposed on the connection's thread.
using System.Buffers;
using Microsoft.Win32.SafeHandles;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>
/// Whole record batches of a log, streamed from the file when they are written. Dispose it when it has been sent.
/// </summary>
public sealed class LogSlice : IRecordsSource, IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private SharedFile? _file;

    internal LogSlice(SharedFile file, long position, int length)
    {
        _file = file.Retain();
        Position = position;
        Length = length;
    }

    /// <summary>Bytes of the batches.</summary>
    public int Length { get; }

    /// <summary>Where in the file they begin.</summary>
    public long Position { get; }

    /// <summary>The system's handle of the file; null when the disk is not the system's.</summary>
    public SafeFileHandle? Handle => Held.File.Handle;

    private SharedFile Held => _file ?? throw new ObjectDisposedException(nameof(LogSlice));

    /// <summary>The same slice with its own hold on the file.</summary>
    public LogSlice Share() => new(Held, Position, Length);

    /// <summary>
    /// Hands the batches to an output that takes them from the file, or copies them, chunk by chunk, without a buffer
    /// in between.
    /// </summary>
    /// <exception cref="EndOfStreamException">The log was truncated below the slice: break the connection.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (output is IFileOutput files && files.TryWrite(this))
        {
            return;
        }

        for (var written = 0; written < Length;)
        {
            var span = output.GetSpan(Math.Min(ChunkBytes, Length - written));
            var wanted = Math.Min(span.Length, Length - written);
            Read(written, span[..wanted]);
            output.Advance(wanted);
            written += wanted;
        }
    }

    /// <summary>Copies the batches to memory of at least <see cref="Length"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The log was truncated below the slice.</exception>
    public void CopyTo(Span<byte> target) => Read(0, target[..Length]);

    /// <summary>Copies the bytes from <paramref name="from"/> on, as many as the target holds.</summary>
    /// <exception cref="EndOfStreamException">The log was truncated below the slice.</exception>
    public void Read(int from, Span<byte> target)
    {
        var file = Held.File;
        if (file.Read(Position + from, target) != target.Length)
        {
            throw new EndOfStreamException($"'{file.Path}' was truncated while it was being sent.");
        }
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose() => Interlocked.Exchange(ref _file, null)?.Release();
}
