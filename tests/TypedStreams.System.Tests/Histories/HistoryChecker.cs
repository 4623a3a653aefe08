// Judges a history of transactions, in the manner of Jepsen's Kafka analysis. Because every value is unique the
// analysis is linear in the number of records. What Kafka allows is allowed: transactions interleave, a reader may
// begin anywhere, and an outcome that the producer does not know may be either, but whole.
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Histories;

public static class HistoryChecker
{
    /// <summary>Every violation of the history; empty when all is well.</summary>
    /// <param name="history">What was done and seen.</param>
    /// <param name="inputs">
    /// Of a copy: the inputs, each of which must have exactly one committed output. Null for other histories.
    /// </param>
    /// <param name="inputOf">The input of an output value.</param>
    public static IReadOnlyList<Violation> Check(
        History history, IReadOnlyCollection<string>? inputs = null, Func<string, string>? inputOf = null) =>
    [
        .. Unexpected(history),
        .. Missing(history),
        .. Twice(history),
        .. Offsets(history),
        .. Polls(history),
        .. Torn(history),
        .. inputs is null ? [] : Copies(history, inputs, inputOf!),
    ];

    private static IEnumerable<Seen> AllSeen(History history) =>
        history.Readings.SelectMany(reading => reading.Records).Concat(history.Final);

    private static IEnumerable<Violation> Unexpected(History history)
    {
        var sent = history.Sends.ToDictionary(record => record.Value);
        foreach (var seen in AllSeen(history).DistinctBy(seen => seen.Value))
        {
            if (!sent.TryGetValue(seen.Value, out var origin) || origin.Partition != seen.Partition)
            {
                yield return new(ViolationKind.NeverSent, Text(seen));
            }
            else if (OutcomeOf(history, origin) == Outcome.Aborted)
            {
                yield return new(ViolationKind.AbortedRead, $"{Text(seen)} of transaction {origin.Transaction}");
            }
        }
    }

    private static IEnumerable<Violation> Missing(History history)
    {
        var final = history.Final.Select(seen => seen.Value).ToHashSet();
        return history.Sends
            .Where(sent => OutcomeOf(history, sent) == Outcome.Committed && !final.Contains(sent.Value))
            .Select(sent => new Violation(
                ViolationKind.Lost, $"{sent.Value} of transaction {sent.Transaction} in {sent.Partition}"));
    }

    private static IEnumerable<Violation> Twice(History history) => history.Final
        .GroupBy(seen => seen.Value)
        .Where(copies => copies.Count() > 1)
        .Select(copies => new Violation(
            ViolationKind.Duplicated, $"{copies.Key} at {string.Join(", ", copies.Select(copy => copy.Offset))}"));

    private static IEnumerable<Violation> Offsets(History history)
    {
        var known = new Dictionary<(TopicPartition, long), string>();
        var answered = history.Sends
            .Where(sent => sent.Offset is not null && OutcomeOf(history, sent) == Outcome.Committed)
            .Select(sent => new Seen(sent.Partition, sent.Offset!.Value, sent.Value));
        foreach (var seen in answered.Concat(AllSeen(history)))
        {
            if (!known.TryAdd((seen.Partition, seen.Offset), seen.Value)
                && known[(seen.Partition, seen.Offset)] is var other && other != seen.Value)
            {
                yield return new(ViolationKind.InconsistentOffset, $"{Text(seen)}, and {other}");
            }
        }
    }

    private static IEnumerable<Violation> Polls(History history)
    {
        foreach (var reading in history.Readings)
        {
            var last = new Dictionary<TopicPartition, long>();
            foreach (var seen in reading.Records)
            {
                if (last.TryGetValue(seen.Partition, out var before) && seen.Offset <= before)
                {
                    yield return new(
                        ViolationKind.NonMonotonicPoll, $"{reading.Reader} saw {Text(seen)} after {before}");
                }

                last[seen.Partition] = seen.Offset;
            }
        }
    }

    private static IEnumerable<Violation> Torn(History history)
    {
        var final = history.Final.Select(seen => seen.Value).ToHashSet();
        foreach (var transaction in history.Sends.GroupBy(sent => sent.Transaction))
        {
            var there = transaction.Count(sent => final.Contains(sent.Value));
            if (there > 0 && there < transaction.Count())
            {
                yield return new(
                    ViolationKind.TornTransaction,
                    $"{there} of {transaction.Count()} records of transaction {transaction.Key}");
            }
        }
    }

    private static IEnumerable<Violation> Copies(
        History history, IReadOnlyCollection<string> inputs, Func<string, string> inputOf)
    {
        var outputs = history.Final.DistinctBy(seen => seen.Value).ToLookup(seen => inputOf(seen.Value));
        foreach (var input in inputs)
        {
            switch (outputs[input].Count())
            {
                case 0:
                    yield return new(ViolationKind.InputMissing, input);
                    break;
                case > 1:
                    yield return new(
                        ViolationKind.InputTwice, $"{input}: {string.Join(", ", outputs[input].Select(Text))}");
                    break;
            }
        }
    }

    private static Outcome OutcomeOf(History history, Sent sent) =>
        history.Outcomes.GetValueOrDefault(sent.Transaction, Outcome.Unknown);

    private static string Text(Seen seen) => $"{seen.Value} at {seen.Partition}@{seen.Offset}";
}
