namespace TypedStreams;

/// <summary>
/// How many messages go into one call of a batch handler: <c>TypedStreams:Groups:&lt;group&gt;:Batch</c>. What is null
/// stays as <see cref="BatchAttribute"/> says; what is set counts for every batch handler of the group.
/// </summary>
public sealed class BatchSettings
{
    internal const int LargestMaxMessages = 100_000;
    internal const int LargestMaxBytes = 1 << 30;
    internal static readonly TimeSpan LongestMaxWait = TimeSpan.FromHours(1);

    /// <summary>Messages of a batch at most. 1 to 100,000; default null.</summary>
    public int? MaxMessages { get; set; }

    /// <summary>Bytes of keys and values at which a batch ends. 1 to 1,073,741,824; default null.</summary>
    public int? MaxBytes { get; set; }

    /// <summary>How long a batch waits for more after its first message. 0 to 1 h; default null.</summary>
    public TimeSpan? MaxWait { get; set; }

    /// <exception cref="InvalidOperationException">It is out of range: code that configured it is wrong.</exception>
    internal BatchOptions Apply(BatchOptions declared)
    {
        var options = declared with
        {
            MaxMessages = MaxMessages ?? declared.MaxMessages,
            MaxBytes = MaxBytes ?? declared.MaxBytes,
            MaxWait = MaxWait ?? declared.MaxWait,
        };
        return options.MaxMessages is >= 1 and <= LargestMaxMessages
            && options.MaxBytes is >= 1 and <= LargestMaxBytes
            && options.MaxWait >= TimeSpan.Zero && options.MaxWait <= LongestMaxWait
            ? options
            : throw new InvalidOperationException(
                $"The batch options {options} are out of range; set MaxMessages to 1 to {LargestMaxMessages}, MaxBytes "
                + $"to 1 to {LargestMaxBytes} and MaxWait to 0 to 1 h, or leave them unset.");
    }
}
