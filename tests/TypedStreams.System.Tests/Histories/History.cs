// What clients did and saw, in the order in which each of them did: the evidence that the checker judges. Values are
// unique, so that every record that is seen can be told from every other. Safe from any thread.
using System.Collections.Concurrent;
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Histories;

/// <summary>How a transaction ended, as far as its producer knows.</summary>
public enum Outcome
{
    Committed,
    Aborted,
    Unknown,
}

/// <summary>A record that was sent: in which transaction, where to, and at which offset if that was answered.</summary>
public sealed record Sent(int Transaction, TopicPartition Partition, string Value, long? Offset);

/// <summary>A record that a reader of committed records saw.</summary>
public sealed record Seen(TopicPartition Partition, long Offset, string Value);

/// <summary>One reader's polls, in order, from where it was told to begin.</summary>
public sealed record Reading(string Reader, IReadOnlyList<Seen> Records);

public sealed class History
{
    private readonly ConcurrentQueue<Sent> _sent = [];
    private readonly ConcurrentDictionary<int, Outcome> _outcomes = [];
    private readonly ConcurrentQueue<Reading> _readings = [];

    public IReadOnlyCollection<Sent> Sends => _sent;

    public IReadOnlyDictionary<int, Outcome> Outcomes => _outcomes;

    public IReadOnlyCollection<Reading> Readings => _readings;

    /// <summary>
    /// What the last reader saw, when nothing was written any more; every partition from its beginning.
    /// </summary>
    public IReadOnlyList<Seen> Final { get; set; } = [];

    public void Add(Sent sent) => _sent.Enqueue(sent);

    public void Ended(int transaction, Outcome outcome) => _outcomes[transaction] = outcome;

    public void Add(Reading reading) => _readings.Enqueue(reading);
}
