// The system calls that .NET 10.0 does not offer truthfully: its Linux build swallows fsync errors and cannot sync a
// directory. Owns every sync of the product; must never report success that the kernel did not report. Any thread.
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Storage;

internal static partial class NativeFile
{
    private const int Interrupted = 4;
    private const int BadFileDescriptor = 9;
    private const int MachineFull = 23;
    private const int ProcessFull = 24;
    private const int FullSync = 51;
    private const int OpenReadOnly = 0;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    static NativeFile()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The first call through a P/Invoke stub binds it, and binding overwrites errno; so every stub is called once
        // with a descriptor that cannot exist. The second round proves that a failure reaches us with its number.
        for (var round = 0; round < 2; round++)
        {
            RequireRefusal(SyncData(-1), round);
            RequireRefusal(FSync(-1), round);
            RequireRefusal(CloseDescriptor(-1), round);
            _ = OpenDescriptor("", OpenReadOnly);
        }
    }

    /// <summary>Syncs data and length of a file. Returns 0 or the error number.</summary>
    public static int Sync(SafeFileHandle handle)
    {
        if (OperatingSystem.IsWindows())
        {
            return FlushFileBuffers(handle) ? 0 : Math.Max(1, Marshal.GetLastPInvokeError());
        }

        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            var descriptor = (int)handle.DangerousGetHandle();
            int error;
            do
            {
                error = SyncData(descriptor) == 0 ? 0 : LastError();
            }
            while (error == Interrupted);
            return error;
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Syncs the entries of a directory. Returns 0 or the error number. Windows has no such call and journals its
    /// directory entries itself, so there the answer is 0.
    /// </summary>
    public static int SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return 0;
        }

        var descriptor = OpenDescriptor(path, OpenReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            return LastError();
        }

        var error = FSync(descriptor) == 0 ? 0 : LastError();
        _ = CloseDescriptor(descriptor);
        return error;
    }

    /// <summary>Reads a small file without taking .NET's advisory lock, so that a locked file can be read.</summary>
    public static string? ReadUnlocked(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var descriptor = OpenDescriptor(path, OpenReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            return null;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> text = stackalloc byte[512];
        var read = RandomAccess.Read(handle, text, fileOffset: 0);
        return System.Text.Encoding.UTF8.GetString(text[..read]).Trim();
    }

    /// <summary>
    /// How many files the process may have open, as the system says it. Read when this class is first used: once the
    /// descriptors are gone, there is none to read it with.
    /// </summary>
    public static string DescriptorLimit { get; } = ReadDescriptorLimit();

    /// <summary>Whether an open failed because the process or the machine has no descriptor left.</summary>
    public static bool IsOutOfDescriptors(Exception failure) =>
        !OperatingSystem.IsWindows() && failure is IOException { HResult: ProcessFull or MachineFull };

    /// <summary>The system's sentence for an error number.</summary>
    public static Exception Explain(int errorNumber) => new Win32Exception(errorNumber);

    // fdatasync flushes the length too when it is needed to read the data back. macOS flushes the drive's own cache
    // only with F_FULLFSYNC; a file system that lacks it gets the plain fsync.
    private static int SyncData(int descriptor)
    {
        if (!OperatingSystem.IsMacOS())
        {
            return FDataSync(descriptor);
        }

        return FileControl(descriptor, FullSync) == 0 ? 0 : FSync(descriptor);
    }

    private static string ReadDescriptorLimit()
    {
        const string Limits = "/proc/self/limits";
        const string Line = "Max open files";
        string? line = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(text => text.StartsWith(Line, StringComparison.Ordinal))
            : null;
        return line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] ?? "unknown";
    }

    private static int LastError() => Math.Max(1, Marshal.GetLastPInvokeError());

    private static void RequireRefusal(int result, int round)
    {
        if (result == 0 || (round > 0 && Marshal.GetLastPInvokeError() != BadFileDescriptor))
        {
            throw new PlatformNotSupportedException(
                "The C library does not report sync errors to this process; data could not be kept safely.");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("kernel32", EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle handle);
}
