// The progress of a group in the application's database: for each partition the next offset to handle. It moves in the
// transaction that holds the effects, from where its owner believes it to be, so an owner that was replaced cannot move
// it: that is the fence, and it needs neither clocks nor leases (decisions/006).

using System.Data.Common;
using TypedStreams.Protocol;

namespace TypedStreams.Databases;

internal sealed class PositionTable(string group)
{
    /// <summary>The next offset of each partition that has one.</summary>
    internal async Task<Dictionary<TopicPartition, long>> ReadAllAsync(
        DbConnection connection, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<TopicPartition, long>();
        await using var command = connection
            .Command("SELECT topic, partition_id, next_offset FROM typedstreams_position WHERE consumer_group = @group")
            .With("@group", group);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            positions[new TopicPartition(rows.GetString(0), rows.GetInt32(1))] = rows.GetInt64(2);
        }

        return positions;
    }

    /// <summary>The next offset of a partition; null when it has none.</summary>
    internal Task<long?> ReadAsync(
        DbConnection connection, TopicPartition partition, CancellationToken cancellationToken) =>
        At(partition, connection.Command(
            "SELECT next_offset FROM typedstreams_position "
            + "WHERE consumer_group = @group AND topic = @topic AND partition_id = @partition"))
        .NumberAsync(cancellationToken);

    /// <summary>Moves a partition on.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is not where the caller believes it to be: another one has moved it.
    /// </exception>
    internal async Task MoveAsync(
        DbTransaction transaction,
        TopicPartition partition,
        long? from,
        long to,
        CancellationToken cancellationToken)
    {
        var moving = from is { } expected
            ? transaction.Command(
                "UPDATE typedstreams_position SET next_offset = @to WHERE consumer_group = @group "
                + "AND topic = @topic AND partition_id = @partition AND next_offset = @from").With("@from", expected)
            : transaction.Command(
                "INSERT INTO typedstreams_position (consumer_group, topic, partition_id, next_offset) "
                + "VALUES (@group, @topic, @partition, @to)");
        if (await At(partition, moving).With("@to", to).RunAsync(cancellationToken) != 1)
        {
            throw new InvalidOperationException(
                $"The position of {partition} in the database is not {from} any more: another member moved it.");
        }
    }

    private DbCommand At(TopicPartition partition, DbCommand command) => command
        .With("@group", group)
        .With("@topic", partition.Topic)
        .With("@partition", partition.Partition);
}
