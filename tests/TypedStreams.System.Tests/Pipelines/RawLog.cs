// What is in the log, read without a client and without the broker's own idea of what is committed: every record, and
// the markers that end transactions. Which records count follows from the markers alone, so that broker and client can
// be judged by it.
using System.Buffers.Binary;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using TypedStreams.System.Tests.Histories;

namespace TypedStreams.System.Tests.Pipelines;

/// <summary>A record in the log; its transaction is -1 when it is in none.</summary>
internal readonly record struct LoggedRecord(OutputRecord Output, int Transaction);

internal sealed class RawLog
{
    private const int MaxBytes = 16 << 20;
    private const int FetchVersion = 11;
    private const int CommitType = 1;
    private const int MarkerTypeAt = 2;

    private readonly Dictionary<(long ProducerId, short Epoch), int> _transactions = [];
    private readonly List<Outcome> _outcomes = [];
    private readonly Dictionary<TopicPartition, List<LoggedRecord>> _records = [];

    /// <summary>How each transaction ended, by its markers; unknown when it is open.</summary>
    internal IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>All records of each partition, in order.</summary>
    internal IReadOnlyDictionary<TopicPartition, List<LoggedRecord>> Records => _records;

    /// <summary>What no log may hold.</summary>
    internal List<string> Wrongs { get; } = [];

    internal int Aborted => _outcomes.Count(outcome => outcome == Outcome.Aborted);

    internal IEnumerable<OutputRecord> CommittedOf(TopicPartition partition) => _records[partition]
        .Where(record => IsCommitted(record))
        .Select(record => record.Output);

    internal bool IsCommitted(LoggedRecord record) =>
        record.Transaction < 0 || _outcomes[record.Transaction] == Outcome.Committed;

    /// <summary>Adds all partitions of a topic.</summary>
    internal async Task ReadAsync(RawClient client, OutputTopic topic, int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            await ReadAsync(client, topic, new TopicPartition(topic.Name, partition));
        }
    }

    private async Task ReadAsync(RawClient client, OutputTopic topic, TopicPartition partition)
    {
        var records = _records[partition] = [];
        var open = new Dictionary<long, int>();
        for (var next = 0L; ;)
        {
            var asked = new FetchRequest.FetchPartition
            {
                Partition = partition.Partition,
                FetchOffset = next,
                PartitionMaxBytes = MaxBytes,
            };
            var response = await client.AskAsync<FetchRequest, FetchResponse>(
                new FetchRequest
                {
                    MaxBytes = MaxBytes,
                    Topics = [new FetchRequest.FetchTopic { Topic = topic.Name, Partitions = [asked] }],
                },
                FetchVersion);
            var data = response.Responses[0].Partitions[0];
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            if (next >= data.HighWatermark)
            {
                Wrongs.AddRange(open.Keys.Select(id => $"{partition}: a transaction of producer {id} has no end"));
                return;
            }

            next = Add(topic, partition, data.Records.Bytes, open, records, next);
        }
    }

    private long Add(
        OutputTopic topic,
        TopicPartition partition,
        ReadOnlyMemory<byte> bytes,
        Dictionary<long, int> open,
        List<LoggedRecord> records,
        long next)
    {
        using var scratch = new PooledBuffer();
        foreach (var batch in new RecordBatchReader(bytes))
        {
            Assert.True(batch.HasValidCrc);
            var reader = batch.ReadRecords(scratch, MaxBytes);
            if (batch.Header.IsControl)
            {
                Assert.True(reader.MoveNext());
                End(partition, batch.Header, reader.Key, open);
            }
            else
            {
                var transaction = batch.Header.IsTransactional ? Begin(partition, batch.Header, open) : -1;
                while (reader.MoveNext())
                {
                    var output = topic.Read(reader.Value);
                    records.Add(new(new OutputRecord(reader.Offset, output.Id, output.Call), transaction));
                }
            }

            next = batch.Header.NextOffset;
        }

        return next;
    }

    // Every transaction of a producer has an epoch of its own (KIP-890), and one is open in a partition at a time.
    private int Begin(TopicPartition partition, in RecordBatchHeader header, Dictionary<long, int> open)
    {
        var key = (header.ProducerId, header.ProducerEpoch);
        if (!_transactions.TryGetValue(key, out var transaction))
        {
            _transactions[key] = transaction = _outcomes.Count;
            _outcomes.Add(Outcome.Unknown);
        }

        if (open.TryGetValue(header.ProducerId, out var other) && other != transaction)
        {
            Wrongs.Add($"{partition}@{header.BaseOffset}: {key} writes while another transaction of its is open");
        }

        open[header.ProducerId] = transaction;
        return transaction;
    }

    private void End(
        TopicPartition partition, in RecordBatchHeader header, ReadOnlySpan<byte> key, Dictionary<long, int> open)
    {
        var outcome = BinaryPrimitives.ReadInt16BigEndian(key[MarkerTypeAt..]) == CommitType
            ? Outcome.Committed
            : Outcome.Aborted;
        if (!open.Remove(header.ProducerId, out var transaction))
        {
            return; // nothing of it is in this partition
        }

        if (_outcomes[transaction] != Outcome.Unknown && _outcomes[transaction] != outcome)
        {
            Wrongs.Add($"{partition}@{header.BaseOffset}: a transaction of producer {header.ProducerId} is "
                + $"{outcome} here and {_outcomes[transaction]} elsewhere");
        }

        _outcomes[transaction] = outcome;
    }
}
