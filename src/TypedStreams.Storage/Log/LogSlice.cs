// A range of one segment on its way to a fetch answer. Holds the file open, so that a deleted segment can still be
// sent. Created on the owner thread; written and disposed on the connection's thread.
using System.Buffers;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>
/// Whole record batches of a log, streamed from the file when they are written. Dispose it when it has been sent.
/// </summary>
public sealed class LogSlice : IRecordsSource, IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly long _position;
    private SharedFile? _file;

    internal LogSlice(SharedFile file, long position, int length)
    {
        _file = file.Retain();
        _position = position;
        Length = length;
    }

    /// <summary>Bytes of the batches.</summary>
    public int Length { get; }

    /// <summary>Copies the batches into the output, chunk by chunk, without a buffer in between.</summary>
    /// <exception cref="EndOfStreamException">The log was truncated below the slice: break the connection.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        for (var written = 0; written < Length;)
        {
            var span = output.GetSpan(Math.Min(ChunkBytes, Length - written));
            var wanted = Math.Min(span.Length, Length - written);
            Fill(written, span[..wanted]);
            output.Advance(wanted);
            written += wanted;
        }
    }

    /// <summary>Copies the batches to memory of at least <see cref="Length"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The log was truncated below the slice.</exception>
    public void CopyTo(Span<byte> target) => Fill(0, target[..Length]);

    /// <summary>Lets go of the file.</summary>
    public void Dispose() => Interlocked.Exchange(ref _file, null)?.Release();

    private void Fill(int from, Span<byte> target)
    {
        var file = _file ?? throw new ObjectDisposedException(nameof(LogSlice));
        if (file.File.Read(_position + from, target) != target.Length)
        {
            throw new EndOfStreamException($"'{file.File.Path}' was truncated while it was being sent.");
        }
    }
}
