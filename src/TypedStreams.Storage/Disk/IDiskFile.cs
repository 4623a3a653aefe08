using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Storage;

/// <summary>
/// One open file. Reads may come from any thread while one thread writes; <see cref="Sync"/> may run on another
/// thread while writes go on and covers every write that had returned before it was called.
/// </summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Path the file was opened with; a rename does not change it.</summary>
    string Path { get; }

    /// <summary>The system's handle, for the kernel to read from; null when the file is not the system's.</summary>
    SafeFileHandle? Handle => null;

    /// <summary>Present length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the length of the destination; fewer bytes only at the end of the file.</summary>
    /// <returns>Bytes read, 0 at or past the end.</returns>
    int Read(long position, Span<byte> destination);

    /// <summary>Writes all bytes at a position; the file grows when needed.</summary>
    void Write(long position, ReadOnlySpan<byte> source);

    /// <summary>Writes all bytes at the present end.</summary>
    /// <returns>The position at which the bytes begin.</returns>
    long Append(ReadOnlySpan<byte> source);

    /// <summary>Cuts (or extends with zeros) the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Makes data and length survive a power cut. The directory entry needs its own sync.</summary>
    void Sync();
}
