// The same jobs in batches. Fates are those of single jobs; what a batch with a failing one throws depends on the job:
// its place, or only that something failed.

namespace TypedStreams.System.KeyWorker;

/// <summary>Handles jobs in batches of a partition, and fails those whose fate it is.</summary>
[ConsumerGroup("workers")]
[Retry(Fates.Attempts, FirstDelay = "1ms", LongestDelay = "5ms")]
[DeadLetters(RetryAfter = ["300ms"])]
public sealed class BatchWorkers(WorkerOptions options, HandlingLog log)
{
    [Handle]
    [Batch(MaxMessages = 200, MaxWait = "20ms")]
    public async Task On(IReadOnlyList<Job> jobs, BatchContext context)
    {
        await Task.Yield();
        for (var index = 0; index < jobs.Count; index++)
        {
            if (Fails(jobs[index], context[index]))
            {
                var failure = new InvalidOperationException($"{jobs[index]} fails, as is its fate.");
                if (jobs[index].Key % 2 != 0)
                {
                    throw failure; // nothing of the batch counts
                }

                Log(jobs, context, index);
                throw new BatchFailedException(index, failure);
            }
        }

        Log(jobs, context, jobs.Count);
    }

    // In a batch a call counts for others as well: a late job fails for all of its first delivery, however many.
    private bool Fails(Job job, MessageContext context) => Fates.Of(options.Seed, job.Key, job.Number) switch
    {
        Fate.Late => context.Topic == context.Origin.Topic,
        var fate => Fates.Fails(fate, context.Attempt, job.Number),
    };

    private void Log(IReadOnlyList<Job> jobs, BatchContext context, int count)
    {
        for (var index = 0; index < count; index++)
        {
            log.Add(jobs[index], context[index].Origin);
        }
    }
}
