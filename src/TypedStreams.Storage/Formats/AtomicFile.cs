// Small files that are replaced as a whole: temporary file, sync, rename, sync of the directory. After a power cut
// either the old or the new text is there. Also reads whole files.
using System.Text;

namespace TypedStreams.Storage;

internal static class AtomicFile
{
    public static void Write(IDisk disk, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + LogFileNames.Temporary;
        using (var file = disk.Open(temporary, DiskOpen.CreateEmpty))
        {
            file.Write(0, content);
            file.Sync();
        }

        disk.Rename(temporary, path);
        disk.SyncDirectory(path[..path.LastIndexOf('/')]);
    }

    public static void Write(IDisk disk, string path, string content) =>
        Write(disk, path, Encoding.UTF8.GetBytes(content));

    public static byte[]? ReadBytes(IDisk disk, string path)
    {
        if (!disk.FileExists(path))
        {
            return null;
        }

        using var file = disk.Open(path, DiskOpen.Existing);
        var bytes = new byte[file.Length];
        var read = file.Read(0, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    public static string[]? ReadLines(IDisk disk, string path) =>
        ReadBytes(disk, path) is { } bytes
            ? Encoding.UTF8.GetString(bytes).Split(
                '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null;
}
