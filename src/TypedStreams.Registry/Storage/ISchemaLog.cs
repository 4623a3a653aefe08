using System.Collections.Immutable;

namespace TypedStreams.Registry.Storage;

/// <summary>A record as the log keeps it. A null value erases the key once the log is compacted.</summary>
internal readonly record struct SchemaLogPair(byte[] Key, byte[]? Value);

/// <summary>A record as the log gives it back.</summary>
/// <param name="Offset">Where it stands.</param>
/// <param name="TimestampMs">When it was written, milliseconds since 1970.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="IntendedOffset">Where its writer meant it to stand; -1 when the writer did not say.</param>
internal readonly record struct SchemaLogEntry(
    long Offset, long TimestampMs, byte[] Key, byte[]? Value, long IntendedOffset = -1);

/// <summary>Entries in order, and the offset to go on from, which may lie past the last of them.</summary>
internal sealed record SchemaLogBatch(ImmutableArray<SchemaLogEntry> Entries, long NextOffset);

/// <summary>
/// The log a registry lives on: one partition, appended to by any number of registries, each read by its own reader.
/// </summary>
internal interface ISchemaLog : IAsyncDisposable
{
    /// <summary>Makes the log ready, creating it when it is missing.</summary>
    /// <exception cref="SchemaLogException">It cannot be used as it is.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>The next records from the start on; waits while there are none. One reader at a time.</summary>
    Task<SchemaLogBatch> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Where the log ends now: behind every record that anybody had acknowledged before this was called.
    /// </summary>
    /// <exception cref="SchemaLogException">The log did not say.</exception>
    Task<long> EndAsync(CancellationToken cancellationToken);

    /// <summary>Appends records one after the other, durably, and returns the last one's offset.</summary>
    /// <param name="records">At least one.</param>
    /// <param name="intendedOffset">
    /// Where the first is meant to stand, because what the writer decided on ends there: written down with each record.
    /// They may come to stand further behind; then they do not count. -1: they count wherever they stand.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the records may be appended all the same.</param>
    /// <exception cref="SchemaLogException">Failed; the records may be there or not.</exception>
    Task<long> AppendAsync(
        ImmutableArray<SchemaLogPair> records, long intendedOffset, CancellationToken cancellationToken);
}

/// <summary>The log of the registry failed. What was to be appended may be there or not; read on to know.</summary>
internal sealed class SchemaLogException(string message, Exception? cause = null) : Exception(message, cause);
