// The system call that sends from a file to a socket without a copy in this process. .NET offers it for a file's path
// only, which a log that is being deleted no longer has.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Broker.Listeners;

internal static partial class FileSend
{
    /// <summary>Whether the system can: on Linux, whose sendfile takes any file and any socket.</summary>
    internal static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>
    /// Hands bytes of a file to a socket that does not block. Returns how many it took; 0 when it takes none now,
    /// whatever the reason.
    /// </summary>
    internal static int Send(SafeHandle socket, SafeFileHandle file, long position, int length) =>
        (int)Math.Max(0, SendFile(socket, file, ref position, length));

    [LibraryImport("libc", EntryPoint = "sendfile")]
    private static partial nint SendFile(SafeHandle socket, SafeHandle file, ref long offset, nint count);
}
