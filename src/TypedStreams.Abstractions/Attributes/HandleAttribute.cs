namespace TypedStreams;

/// <summary>
/// Marks a method of a <see cref="ConsumerGroupAttribute"/> class as the handler of its first parameter's message type.
/// It may also take a <see cref="MessageContext"/> and a <see cref="CancellationToken"/>. A list of messages
/// (<see cref="IReadOnlyList{T}"/>, array or <see cref="System.Collections.Immutable.ImmutableArray{T}"/>) makes it a
/// batch handler, which takes a <see cref="BatchContext"/> instead (<see cref="BatchAttribute"/>). Delivery is at least
/// once, and the method returns void, <see cref="Task"/> or <see cref="ValueTask"/>; unless it is
/// <see cref="ExactlyOnce"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HandleAttribute : Attribute
{
    /// <summary>
    /// True makes the method a step of a pipeline: what it returns is sent, and that and the progress in the input
    /// commit in one transaction, many messages at a time. The method returns a message, a nullable message, a sequence
    /// of messages (array, <see cref="IEnumerable{T}"/>, <see cref="IAsyncEnumerable{T}"/>), a tuple of these, a
    /// <see cref="Task{T}"/> or <see cref="ValueTask{T}"/> of these, or nothing. After an abort the method is called
    /// again with the same messages: what it does besides returning happens again. Default false. All handlers of a
    /// class agree on it.
    /// <para>
    /// A method that takes a <see cref="System.Data.Common.DbTransaction"/> makes the transaction one of the
    /// application's database (its <see cref="System.Data.Common.DbDataSource"/>): what the method writes in it and the
    /// progress in the input commit together, and what it returns leaves through the outbox. That holds for all
    /// handlers of the class.
    /// </para>
    /// </summary>
    public bool ExactlyOnce { get; set; }
}
