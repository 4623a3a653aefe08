// One handling of a job, as a worker wrote it down before it was killed or stopped.
using System.Buffers.Binary;

namespace TypedStreams.System.Tests.Handlers;

/// <param name="Time">The system's monotonic clock, the same in all processes.</param>
/// <param name="Key">The job's key.</param>
/// <param name="Number">Its number within the key, from 0.</param>
/// <param name="Partition">Where it was sent.</param>
/// <param name="Offset">And at which place there.</param>
internal readonly record struct Handling(long Time, int Key, int Number, int Partition, int Offset)
{
    /// <summary>As the worker's HandlingLog writes it.</summary>
    private const int EntryBytes = 24;

    /// <summary>Every complete entry of a log, in no order.</summary>
    internal static IEnumerable<Handling> Read(string log)
    {
        using var file = File.OpenRead(log);
        var entries = new byte[EntryBytes * 10_000];
        int read;
        while ((read = file.ReadAtLeast(entries, entries.Length, throwOnEndOfStream: false)) > 0)
        {
            var found = 0;
            for (var at = 0; at < read; at += EntryBytes)
            {
                if (Parse(entries.AsSpan(at, EntryBytes)) is { Time: not 0 } handling)
                {
                    found++;
                    yield return handling;
                }
            }

            // The file is as long as the longest log could be.
            if (found == 0)
            {
                yield break;
            }
        }
    }

    private static Handling Parse(ReadOnlySpan<byte> entry) => new(
        BinaryPrimitives.ReadInt64LittleEndian(entry),
        BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(entry[12..]),
        BinaryPrimitives.ReadInt32LittleEndian(entry[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(entry[20..]));
}
