// Writes the markers that Apache Kafka gives up. A node that was killed loads the transactions that it had decided, and
// sends their markers before it has registered itself again: it knows no leader for their partitions, takes these for
// deleted ("Couldn't find leader endpoint ... likely deleted already and hence can be skipped"), and calls the
// transaction complete. It would hang forever (Kafka 4.4.0, a node alone). So an operator would have to do what is done
// here: write what the coordinator had decided, which its own log says. Our node needs no such thing.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed partial class SkippedMarkers
{
    private const short Version = 2; // from here on the leader checks the epoch strictly
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Decision> _decided = [];
    private readonly Channel<(Decision Decision, string[] Partitions)> _skipped =
        Channel.CreateUnbounded<(Decision, string[])>();

    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentQueue<string> _log = [];

    internal string Log => string.Join('\n', _log);

    /// <summary>Takes in a line of the broker's log.</summary>
    internal void Hear(string line)
    {
        if (Sending().Match(line) is { Success: true } sending)
        {
            _decided[sending.Groups["id"].Value] = new Decision(
                sending.Groups["id"].Value,
                long.Parse(sending.Groups["producer"].Value, CultureInfo.InvariantCulture),
                short.Parse(sending.Groups["epoch"].Value, CultureInfo.InvariantCulture),
                int.Parse(sending.Groups["coordinator"].Value, CultureInfo.InvariantCulture),
                sending.Groups["result"].Value == "COMMIT");
        }
        else if (Skipping().Match(line) is { Success: true } skipping
            && _decided.TryGetValue(skipping.Groups["id"].Value, out var decision))
        {
            _skipped.Writer.TryWrite((decision, skipping.Groups["partitions"].Value.Split(", ")));
        }
    }

    /// <summary>Repairs until it is told to end.</summary>
    internal async Task RunAsync(IPEndPoint broker)
    {
        try
        {
            await foreach (var (decision, partitions) in _skipped.Reader.ReadAllAsync(_ended.Token))
            {
                using var beat = new PeriodicTimer(Pause);
                while (!await TryWriteAsync(broker, decision, partitions))
                {
                    await beat.WaitForNextTickAsync(_ended.Token);
                }

                _log.Enqueue($"wrote what Kafka skipped: {decision}, {string.Join(", ", partitions)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    internal void End() => _ended.Cancel();

    private static async Task<bool> TryWriteAsync(IPEndPoint broker, Decision decision, string[] partitions)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(broker);
            var marker = new WriteTxnMarkersRequest.WritableTxnMarker
            {
                ProducerId = decision.ProducerId,
                ProducerEpoch = decision.Epoch,
                CoordinatorEpoch = decision.CoordinatorEpoch,
                TransactionResult = decision.IsCommit,
                TransactionVersion = 2,
                Topics = [.. partitions.GroupBy(TopicOf).Select(TopicMarker)],
            };
            var response = await client.AskAsync<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(
                new WriteTxnMarkersRequest { Markers = [marker] }, Version, isFlexible: true);

            // Written, or refused because a newer epoch has been there: then nothing of this one is open.
            return !response.Markers.SelectMany(answer => answer.Topics).SelectMany(topic => topic.Partitions)
                .Any(partition => ErrorTable.IsRetriable(partition.ErrorCode));
        }
        catch (Exception away) when (away is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static WriteTxnMarkersRequest.WritableTxnMarkerTopic TopicMarker(IGrouping<string, string> topic) =>
        new() { Name = topic.Key, PartitionIndexes = [.. topic.Select(IndexOf)] };

    private static string TopicOf(string partition) => partition[..partition.LastIndexOf('-')];

    private static int IndexOf(string partition) =>
        int.Parse(partition[(partition.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"Sending txn markers for .*coordinatorEpoch=(?<coordinator>\d+), result=(?<result>\w+), "
        + @"txnMetadata=TransactionMetadata\(transactionalId=(?<id>[^,]+), producerId=(?<producer>\d+),"
        + @".*? producerEpoch=(?<epoch>\d+)")]
    private static partial Regex Sending();

    [GeneratedRegex(
        @"Couldn't find leader endpoint for partitions \w+\((?<partitions>[^)]+)\) while trying to send transaction "
        + @"markers for (?<id>\S+), ")]
    private static partial Regex Skipping();

    private sealed record Decision(
        string TransactionalId, long ProducerId, short Epoch, int CoordinatorEpoch, bool IsCommit);
}
