// The topics that messages of one topic are put aside to, by one group; made sure of when the group starts.

using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming.Letters;

/// <param name="Retries">The retry topics in the order of their use.</param>
/// <param name="Waits">How long messages wait in each.</param>
/// <param name="Dead">Where they end.</param>
internal sealed record LetterAddresses(
    IReadOnlyList<string> Retries, IReadOnlyList<TimeSpan> Waits, string Dead)
{
    /// <summary>The addresses that the types of one topic ask for; null when none does.</summary>
    /// <param name="topic">The topic, as the cluster knows it.</param>
    /// <param name="group">The group, as its class names it.</param>
    /// <param name="policies">What the types of the topic say.</param>
    /// <exception cref="InvalidOperationException">They say different things.</exception>
    internal static LetterAddresses? Of(string topic, string group, IEnumerable<HandlingPolicy> policies)
    {
        List<HandlingPolicy> asking = [.. policies.Where(policy => policy.DeadLetters)];
        if (asking.Count == 0)
        {
            return null;
        }

        var waits = asking[0].RetryAfter;
        if (asking.Exists(policy => !policy.RetryAfter.SequenceEqual(waits)))
        {
            throw new InvalidOperationException(
                $"Consumer group '{group}' handles several types of topic '{topic}' and gives them different waits "
                + "(RetryAfter), but they share their retry topics. Give all of them the same.");
        }

        return new LetterAddresses(
            [.. waits.Select((_, index) => LetterTopics.Retry(topic, group, index + 1))],
            waits,
            LetterTopics.Dead(topic, group));
    }

    /// <summary>Creates what is missing, or says so, whichever is this application's business.</summary>
    /// <exception cref="InvalidOperationException">Topics are missing; the message says which.</exception>
    internal async Task EnsureAsync(
        StreamsConnection connection, string topic, string group, CancellationToken cancellationToken)
    {
        var kafka = await connection.GetKafkaAsync(cancellationToken);
        string[] all = [.. Retries, Dead];
        if (connection.Options.CreatesTopics)
        {
            var partitions = await PartitionsOfAsync(kafka, topic, cancellationToken);
            await Task.WhenAll(all.Select(name => connection.EnsureTopicAsync(name, cancellationToken, partitions)));
            return;
        }

        var missing = new List<string>();
        foreach (var name in all)
        {
            try
            {
                await kafka.Admin.DescribeTopicsAsync([name], cancellationToken);
            }
            catch (KafkaException absent) when (absent.Code == ErrorCode.UnknownTopicOrPartition)
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"Consumer group '{group}' puts messages of topic '{topic}' aside, and the cluster lacks the topics "
                + $"{string.Join(", ", missing)}. Create them, with as many partitions as '{topic}' has, or set "
                + "TypedStreams:CreateTopics to true.");
        }
    }

    /// <summary>
    /// As many partitions as the topic itself has, so that as many members can share them; null when the topic was
    /// created so lately that the broker which was asked does not know it.
    /// </summary>
    private static async Task<int?> PartitionsOfAsync(
        KafkaClient kafka, string topic, CancellationToken cancellationToken)
    {
        try
        {
            var description = await kafka.Admin.DescribeTopicsAsync([topic], cancellationToken);
            return description[0].Partitions.Count;
        }
        catch (KafkaException absent) when (absent.Code == ErrorCode.UnknownTopicOrPartition)
        {
            return null;
        }
    }
}
