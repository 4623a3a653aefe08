using System.Runtime.InteropServices;

namespace TypedStreams.Testing;

/// <summary>Signals to one process.</summary>
public static partial class Signal
{
    /// <summary>The exit code of a process that SIGTERM ended before it listened for it: 128 and the signal.</summary>
    public const int EndedBySigterm = 128 + Sigterm;

    private const int Sigterm = 15;

    public static void Kill(int processId) => Send(processId, number: 9);

    public static void Terminate(int processId) => Send(processId, Sigterm);

    /// <summary>The process stands still, and does not know it.</summary>
    public static void Pause(int processId) => Send(processId, number: 19);

    public static void Resume(int processId) => Send(processId, number: 18);

    private static void Send(int processId, int number)
    {
        if (kill(processId, number) != 0)
        {
            throw new InvalidOperationException($"Signal {number} to process {processId} failed.");
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);
}
