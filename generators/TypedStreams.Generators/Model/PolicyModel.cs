namespace TypedStreams.Generators.Model;

/// <summary>What [Retry] says; delays in milliseconds.</summary>
internal sealed record RetryModel(int Attempts, long FirstDelay, double Factor, long LongestDelay, double Jitter);

/// <summary>What [DeadLetters] says; waits in milliseconds.</summary>
internal sealed record LettersModel(EquatableArray<long> RetryAfter);

/// <summary>What happens when a handler fails; null parts were not declared.</summary>
internal sealed record PolicyModel(RetryModel? Retry, LettersModel? Letters);
