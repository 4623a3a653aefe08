// The statements on the outbox. A row begins without a batch. The relay claims rows for a numbered batch, publishes the
// batch and its number in one Kafka transaction, and deletes rows of batches that are out. Because a batch keeps its
// rows, publishing it again after a failure publishes the same messages, and the number tells whether it is out already
// (decisions/007).

using System.Data.Common;
using System.Text;
using TypedStreams.Databases;

namespace TypedStreams.Outbox;

internal static class OutboxTable
{
    /// <summary>Rows in one statement: SQLite takes 32,766 parameters, and a row has six.</summary>
    private const int RowsAtOnce = 200;

    private const string OfBatch =
        "SELECT topic, partition_id, message_key, message_value, headers, timestamp_ms "
        + "FROM typedstreams_outbox WHERE batch = @batch ORDER BY id";

    internal static async Task AddAsync(
        DbTransaction transaction, IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        for (var start = 0; start < rows.Count; start += RowsAtOnce)
        {
            var end = Math.Min(start + RowsAtOnce, rows.Count);
            await Insert(transaction, rows, start, end).RunAsync(cancellationToken);
        }
    }

    /// <summary>Deletes what is out, and says what is next: a batch that was claimed before, or a new one.</summary>
    /// <param name="transaction">Commit it before the batch is published, also when there is none.</param>
    /// <param name="published">The number after the last batch that is out.</param>
    /// <param name="count">Rows in a new batch, at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null when nothing waits, or when another relay was faster.</returns>
    internal static async Task<OutboxBatch?> NextAsync(
        DbTransaction transaction, long published, int count, CancellationToken cancellationToken)
    {
        await transaction.Command("DELETE FROM typedstreams_outbox WHERE batch < @published")
            .With("@published", published).RunAsync(cancellationToken);
        var number = await transaction.Command("SELECT MIN(batch) FROM typedstreams_outbox")
            .NumberAsync(cancellationToken) ?? await ClaimAsync(transaction, published, count, cancellationToken);
        return number is { } batch
            ? new OutboxBatch(batch, await ReadAsync(transaction, batch, cancellationToken))
            : null;
    }

    private static async Task<long?> ClaimAsync(
        DbTransaction transaction, long published, int count, CancellationToken cancellationToken)
    {
        if (await transaction.Command("SELECT MIN(id) FROM typedstreams_outbox WHERE batch IS NULL")
            .NumberAsync(cancellationToken) is null)
        {
            return null;
        }

        // Two that claim at once change the same row: the second one waits for the first, and then finds it changed.
        var next = await transaction.Command("SELECT next_batch FROM typedstreams_outbox_relay")
            .NumberAsync(cancellationToken) ?? throw new InvalidOperationException(
                "Table typedstreams_outbox_relay is empty; insert the row (1, 0).");
        var batch = Math.Max(next, published);
        var isOurs = await transaction
            .Command("UPDATE typedstreams_outbox_relay SET next_batch = @after WHERE next_batch = @next")
            .With("@after", batch + 1).With("@next", next).RunAsync(cancellationToken) == 1;
        if (!isOurs)
        {
            return null;
        }

        await transaction
            .Command(
                "UPDATE typedstreams_outbox SET batch = @batch WHERE id IN "
                + "(SELECT id FROM typedstreams_outbox WHERE batch IS NULL ORDER BY id LIMIT @count)")
            .With("@batch", batch).With("@count", count).RunAsync(cancellationToken);
        return batch;
    }

    private static async Task<List<OutboxRow>> ReadAsync(
        DbTransaction transaction, long batch, CancellationToken cancellationToken)
    {
        var found = new List<OutboxRow>();
        await using var command = transaction.Command(OfBatch).With("@batch", batch);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(new OutboxRow(
                rows.GetString(0),
                rows.IsDBNull(1) ? null : rows.GetInt32(1),
                rows.IsDBNull(2) ? null : rows.GetFieldValue<byte[]>(2),
                rows.GetFieldValue<byte[]>(3),
                HeaderText.Read(rows.IsDBNull(4) ? null : rows.GetString(4)),
                rows.GetInt64(5)));
        }

        return found;
    }

    private static DbCommand Insert(DbTransaction transaction, IReadOnlyList<OutboxRow> rows, int start, int end)
    {
        var text = new StringBuilder(
            "INSERT INTO typedstreams_outbox "
            + "(topic, partition_id, message_key, message_value, headers, timestamp_ms) VALUES ");
        var command = transaction.Command("");
        for (var i = start; i < end; i++)
        {
            var row = rows[i];
            text.Append(i == start ? "" : ", ").Append($"(@t{i}, @p{i}, @k{i}, @v{i}, @h{i}, @m{i})");
            command
                .With($"@t{i}", row.Topic).With($"@p{i}", row.Partition).With($"@k{i}", row.Key)
                .With($"@v{i}", row.Value).With($"@h{i}", HeaderText.Write(row.Headers))
                .With($"@m{i}", row.TimestampMs);
        }

        command.CommandText = text.ToString();
        return command;
    }
}

/// <summary>Rows that go out together.</summary>
internal sealed record OutboxBatch(long Number, IReadOnlyList<OutboxRow> Rows);
