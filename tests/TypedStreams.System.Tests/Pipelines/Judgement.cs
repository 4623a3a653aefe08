// Judges a run by three witnesses: the raw log with its markers, a reader that was there all the time, and one that
// came afterwards.
using TypedStreams.Protocol;
using TypedStreams.System.Tests.Histories;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class Judgement(RawLog log, OutputReader along, OutputReader after, long inputs, int partitions)
{
    private const int MostOfAKind = 5;

    /// <summary>Every so many transfers, one goes into the history that the checker judges.</summary>
    private const int SampleEvery = 50;

    private readonly int[] _lane = new int[inputs];
    private readonly long[] _place = new long[inputs];

    /// <summary>Everything that is wrong; empty when all is well.</summary>
    internal IReadOnlyList<string> Find() =>
    [
        .. log.Wrongs.Concat(along.Wrongs).Concat(after.Wrongs).Take(MostOfAKind),
        .. Inputs().Take(MostOfAKind),
        .. OutputTopic.All.SelectMany(topic => Once(topic).Take(MostOfAKind)),
        .. OutputTopic.All.SelectMany(topic => InOrder(topic).Take(MostOfAKind)),
        .. Saw(along, "the reader that was there all the time").Take(MostOfAKind),
        .. Saw(after, "the reader that came afterwards").Take(MostOfAKind),
        .. Halves().Take(MostOfAKind),
        .. Money(),
        .. HistoryChecker.Check(History(), [.. Sampled()], value => value.Split('#')[0])
            .Take(MostOfAKind).Select(violation => violation.ToString()),
    ];

    private IEnumerable<TopicPartition> PartitionsOf(OutputTopic topic) =>
        Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic.Name, partition));

    // The inputs themselves: acknowledged, so each is there once and in the order in which it was sent.
    private IEnumerable<string> Inputs()
    {
        Array.Fill(_lane, -1);
        foreach (var partition in PartitionsOf(OutputTopic.Inputs))
        {
            var last = -1L;
            foreach (var record in log.CommittedOf(partition))
            {
                if (_lane[record.Id] >= 0 || record.Id <= last)
                {
                    yield return $"input {record.Id} in {partition}@{record.Offset} is there twice or out of order";
                }

                (_lane[record.Id], _place[record.Id], last) = (partition.Partition, record.Offset, record.Id);
            }
        }

        for (var id = 0; id < inputs; id++)
        {
            if (_lane[id] < 0)
            {
                yield return $"input {id} was acknowledged and is not there";
            }
        }
    }

    private IEnumerable<string> Once(OutputTopic topic)
    {
        var counts = new int[inputs];
        foreach (var record in PartitionsOf(topic).SelectMany(log.CommittedOf))
        {
            counts[record.Id]++;
        }

        for (var id = 0; id < inputs; id++)
        {
            if (counts[id] != 1)
            {
                yield return $"{topic.Name}: transfer {id} is there {counts[id]} times";
            }
        }
    }

    private IEnumerable<string> InOrder(OutputTopic topic)
    {
        foreach (var partition in PartitionsOf(topic))
        {
            var last = new long[partitions];
            Array.Fill(last, -1);
            foreach (var record in log.CommittedOf(partition))
            {
                var (lane, place) = (_lane[record.Id], _place[record.Id]);
                if (lane >= 0 && place <= last[lane])
                {
                    yield return $"{partition}@{record.Offset}: transfer {record.Id}, input {lane}@{place}, comes "
                        + $"after {lane}@{last[lane]}";
                }

                last[Math.Max(lane, 0)] = place;
            }
        }
    }

    // Exactly what committed, where it is, in its order: nothing aborted, nothing twice, nothing passed over.
    private IEnumerable<string> Saw(OutputReader reader, string who)
    {
        foreach (var (partition, seen) in reader.Seen)
        {
            var at = 0;
            foreach (var committed in log.CommittedOf(partition))
            {
                if (at >= seen.Count || seen[at] != committed)
                {
                    yield return $"{who}: {partition}@{committed.Offset} holds {committed}, and it saw "
                        + (at < seen.Count ? seen[at].ToString() : "nothing more");
                    break;
                }

                at++;
            }

            if (at < seen.Count)
            {
                yield return $"{who} saw {seen[at]} in {partition}, which is not committed there";
            }
        }
    }

    // Debit and credit of a transfer come from one call of the handler and are in one transaction.
    private IEnumerable<string> Halves()
    {
        var debits = new (long Call, int Transaction)[inputs];
        foreach (var debit in Committed(OutputTopic.Debits))
        {
            debits[debit.Output.Id] = (debit.Output.Call, debit.Transaction);
        }

        foreach (var credit in Committed(OutputTopic.Credits))
        {
            if (debits[credit.Output.Id] != (credit.Output.Call, credit.Transaction))
            {
                yield return $"transfer {credit.Output.Id}: debit of {debits[credit.Output.Id]}, credit of "
                    + $"{(credit.Output.Call, credit.Transaction)}";
            }
        }
    }

    private IEnumerable<string> Money()
    {
        foreach (var reader in new[] { along, after })
        {
            var (debits, credits) = (reader.Amounts["debits"], reader.Amounts["credits"]);
            if (debits != credits)
            {
                yield return $"money is not conserved: {debits} were paid and {credits} received";
            }
        }
    }

    private IEnumerable<LoggedRecord> Committed(OutputTopic topic) =>
        PartitionsOf(topic).SelectMany(partition => log.Records[partition]).Where(log.IsCommitted);

    private IEnumerable<string> Sampled()
    {
        foreach (var topic in OutputTopic.All)
        {
            for (var id = 0L; id < inputs; id += SampleEvery)
            {
                yield return $"{topic.Name}/{id}";
            }
        }
    }

    private History History()
    {
        var history = new History();
        foreach (var (partition, records) in log.Records.Where(item => item.Key.Topic != OutputTopic.Inputs.Name))
        {
            foreach (var (output, transaction) in records
                .Where(record => record.Output.Id % SampleEvery == 0)
                .DistinctBy(record => (record.Output.Id, record.Output.Call)))
            {
                history.Add(new Sent(transaction, partition, Text(partition, output), output.Offset));
                history.Ended(transaction, log.Outcomes[transaction]);
            }
        }

        history.Add(new Reading("along", Sample(along)));
        history.Final = Sample(after);
        return history;
    }

    private static List<Seen> Sample(OutputReader reader) =>
    [
        .. from item in reader.Seen
           from record in item.Value
           where record.Id % SampleEvery == 0
           select new Seen(item.Key, record.Offset, Text(item.Key, record)),
    ];

    private static string Text(TopicPartition partition, OutputRecord record) =>
        $"{partition.Topic}/{record.Id}#{record.Call}";
}
