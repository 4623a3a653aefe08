// The message, and the group that handles it.

namespace TypedStreams.System.KeyWorker;

/// <summary>A job: the next number of its key.</summary>
[Message("jobs")]
public sealed partial record Job([property: Key] int Key, int Number);

/// <summary>Handles jobs of many keys at once, and fails those whose fate it is.</summary>
[ConsumerGroup("workers", Concurrency = 64)]
[Retry(Fates.Attempts, FirstDelay = "1ms", LongestDelay = "5ms")]
[DeadLetters(RetryAfter = ["300ms"])]
public sealed class Workers(WorkerOptions options, HandlingLog log)
{
    [Handle]
    public async Task On(Job job, MessageContext context)
    {
        // Some take a moment, so that those of other keys overtake them.
        if (context.Offset % 16 == 0)
        {
            await Task.Yield();
        }

        if (Fates.Fails(Fates.Of(options.Seed, job.Key, job.Number), context.Attempt, job.Number))
        {
            throw new InvalidOperationException($"Job {job.Key}/{job.Number} fails, as is its fate.");
        }

        log.Add(job, context.Origin);
    }
}
