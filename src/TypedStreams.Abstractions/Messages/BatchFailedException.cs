namespace TypedStreams;

/// <summary>
/// Thrown by a batch handler that knows which message it failed at. That message goes its way (another attempt, the
/// retry topic, the dead letters, or the end of its partition); what is behind it is called again. What is before it
/// counts as handled in a group that is at least once; in an exactly-once group it is called again by itself, because
/// a call that throws returns nothing and its transaction holds nothing of it.
/// </summary>
/// <param name="index">The index of the message in the list of this call, from 0.</param>
/// <param name="inner">Why; its type and message are what dead letters say.</param>
public sealed class BatchFailedException(int index, Exception inner)
    : Exception($"Message {index} of the batch failed: {inner.Message}", inner)
{
    /// <summary>The index of the message in the list of this call, from 0.</summary>
    public int Index { get; } = index;
}
