// The real file system. Reads and writes go through RandomAccess (pread and pwrite), syncs through NativeFile because
// .NET 10.0 on Linux hides their errors. Stateless except for the fail-stop switch; any thread.
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Storage;

/// <summary>The file system of the machine. See <see cref="IDisk"/> for the promises.</summary>
public sealed class NativeDisk : IDisk
{
    private readonly DiskHealth _health = new();

    /// <inheritdoc/>
    public DiskFailedException? Failure => _health.Failure;

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpen mode)
    {
        if (mode != DiskOpen.Existing)
        {
            _health.Require();
        }

        var fileMode = mode switch
        {
            DiskOpen.Existing => FileMode.Open,
            DiskOpen.OpenOrCreate => FileMode.OpenOrCreate,
            _ => FileMode.Create,
        };
        try
        {
            return new File(this, path, OpenHandle(path, fileMode));
        }
        catch (Exception e) when (e is not FileNotFoundException and (IOException or UnauthorizedAccessException))
        {
            throw _health.Fail("open", path, e.HResult, NativeFile.IsOutOfDescriptors(e) ? OutOfDescriptors(e) : e);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => System.IO.File.Exists(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var names = new List<string>();
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory))
            {
                names.Add(Path.GetFileName(path));
            }
        }
        catch (IOException e) when (NativeFile.IsOutOfDescriptors(e))
        {
            throw _health.Fail("list", directory, e.HResult, OutOfDescriptors(e));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path) =>
        Change("create directory", path, static p => Directory.CreateDirectory(p));

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Change("delete directory", path, static p => Directory.Delete(p, recursive: true));
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => Change("rename", from, p =>
    {
        if (Directory.Exists(p))
        {
            Directory.Move(p, to);
        }
        else
        {
            System.IO.File.Move(p, to, overwrite: true);
        }
    });

    /// <inheritdoc/>
    public void Delete(string path) => Change("delete", path, System.IO.File.Delete);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        _health.Require();
        var error = NativeFile.SyncDirectory(path);
        if (error != 0)
        {
            throw _health.Fail("sync directory", path, error, NativeFile.Explain(error));
        }
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path, string owner, out string holder)
    {
        SafeFileHandle handle;
        try
        {
            handle = System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            holder = NativeFile.ReadUnlocked(path) is { Length: > 0 } text ? text : "unknown";
            return null;
        }

        holder = owner;
        var line = Encoding.UTF8.GetBytes(owner + "\n");
        RandomAccess.SetLength(handle, line.Length);
        RandomAccess.Write(handle, line, fileOffset: 0);
        return handle;
    }

    private static IOException OutOfDescriptors(Exception cause) => new(
        $"too many open files: the process has as many as it may ({NativeFile.DescriptorLimit}). A node holds one "
        + "for each segment of its logs (two more once an old segment was searched) and one for each connection: raise "
        + "the limit (ulimit -n, or LimitNOFILE= of its service) or use larger segments",
        cause);

    private static SafeFileHandle OpenHandle(string path, FileMode mode) => System.IO.File.OpenHandle(
        path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private void Change(string operation, string path, Action<string> change)
    {
        _health.Require();
        try
        {
            change(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _health.Fail(operation, path, e.HResult, e);
        }
    }

    private sealed class File(NativeDisk disk, string path, SafeFileHandle handle) : IDiskFile
    {
        public string Path => path;

        public SafeFileHandle? Handle => handle;

        public long Length => RandomAccess.GetLength(handle);

        public int Read(long position, Span<byte> destination)
        {
            var total = 0;
            while (total < destination.Length)
            {
                var read = RandomAccess.Read(handle, destination[total..], position + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }

            return total;
        }

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            disk._health.Require();
            try
            {
                RandomAccess.Write(handle, source, position);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw disk._health.Fail("write", path, e.HResult, e);
            }
        }

        public long Append(ReadOnlySpan<byte> source)
        {
            var position = Length;
            Write(position, source);
            return position;
        }

        public void Truncate(long length)
        {
            disk._health.Require();
            try
            {
                RandomAccess.SetLength(handle, length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw disk._health.Fail("truncate", path, e.HResult, e);
            }
        }

        public void Sync()
        {
            disk._health.Require();
            var error = NativeFile.Sync(handle);
            if (error != 0)
            {
                throw disk._health.Fail("sync", path, error, NativeFile.Explain(error));
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
