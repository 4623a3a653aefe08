// The section Groups: one section for each consumer group of the application, and none for others.

namespace TypedStreams.Hosting;

internal static class GroupSettingsReader
{
    private const int MaxAttempts = 1000;
    private const int MaxFactor = 100;

    internal static void ReadAll(
        SettingsReader reader, IDictionary<string, GroupSettings> settings, IReadOnlyCollection<string> groups)
    {
        foreach (var group in groups)
        {
            var section = reader.Section(group);
            if (section.IsThere)
            {
                settings[group] = Read(section);
            }
        }

        reader.RejectUnknown();
    }

    private static GroupSettings Read(SettingsReader reader)
    {
        var group = new GroupSettings { Concurrency = reader.Number("Concurrency", 1, GroupSettings.MaxConcurrency) };
        ReadRetry(reader.Section("Retry"), group.Retry);
        group.DeadLetters = reader.Flag("DeadLetters");
        group.RetryAfter = reader.DurationList("RetryAfter", GroupSettings.MaxDeliveries);
        ReadBatch(reader.Section("Batch"), group.Batch);
        reader.RejectUnknown();
        return group;
    }

    private static void ReadBatch(SettingsReader reader, BatchSettings batch)
    {
        batch.MaxMessages = reader.Number("MaxMessages", 1, BatchSettings.LargestMaxMessages);
        batch.MaxBytes = reader.Number("MaxBytes", 1, BatchSettings.LargestMaxBytes);
        batch.MaxWait = reader.Duration("MaxWait", TimeSpan.Zero);
        reader.RejectUnknown();
    }

    private static void ReadRetry(SettingsReader reader, RetrySettings retry)
    {
        retry.Attempts = reader.Number("Attempts", 1, MaxAttempts);
        retry.FirstDelay = reader.Duration("FirstDelay", TimeSpan.Zero);
        retry.Factor = reader.Fraction("Factor", 1, MaxFactor);
        retry.LongestDelay = reader.Duration("LongestDelay", TimeSpan.Zero);
        retry.Jitter = reader.Fraction("Jitter", 0, 1);
        reader.RejectUnknown();
    }
}
