// What the group has committed, and when that was known: nothing before a committed offset may be handled after it.
using System.Diagnostics;
using TypedStreams.Client;

namespace TypedStreams.System.Tests.Handlers;

internal sealed class CommitWatch(KafkaClient client, string group, string topic)
{
    private readonly Dictionary<int, List<(long Time, long Offset)>> _seen = [];

    /// <summary>How many offsets of the topic are committed in all.</summary>
    internal async Task<long> LookAsync(CancellationToken cancellationToken)
    {
        var offsets = await client.Admin.ListGroupOffsetsAsync(group, cancellationToken);
        var now = Stopwatch.GetTimestamp();
        var sum = 0L;
        foreach (var (partition, committed) in offsets)
        {
            if (partition.Topic != topic)
            {
                continue;
            }

            sum += committed.Offset;
            var seen = _seen.TryGetValue(partition.Partition, out var list) ? list : _seen[partition.Partition] = [];
            if (seen.Count == 0 || seen[^1].Offset != committed.Offset)
            {
                seen.Add((now, committed.Offset));
            }
        }

        return sum;
    }

    /// <summary>Commits that went back.</summary>
    internal IEnumerable<string> Backward() =>
        from partition in _seen
        from pair in partition.Value.Zip(partition.Value.Skip(1))
        where pair.Second.Offset < pair.First.Offset
        select $"partition {partition.Key}: from {pair.First.Offset} back to {pair.Second.Offset}";

    /// <summary>The offset that was known to be committed at a time; 0 before the first look.</summary>
    internal long CommittedAt(int partition, long time)
    {
        var seen = _seen.TryGetValue(partition, out var list) ? list : [];
        var at = seen.BinarySearch((time, long.MaxValue));
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? 0 : seen[at].Offset;
    }
}
