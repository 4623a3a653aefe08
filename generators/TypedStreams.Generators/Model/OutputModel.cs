namespace TypedStreams.Generators.Model;

/// <summary>The shape of what an exactly-once handler returns.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="CSharp">The message type; empty unless it is a message.</param>
/// <param name="IsNullable">True when null is a value of it, and means nothing to send.</param>
/// <param name="Items">The element of a sequence; the items of a tuple, in order.</param>
internal sealed record OutputModel(
    OutputShape Kind, string CSharp, bool IsNullable, EquatableArray<OutputModel> Items)
{
    /// <summary>Every message type in it, in the order in which they stand.</summary>
    internal IEnumerable<string> Messages => Kind == OutputShape.Message
        ? [CSharp]
        : Items.SelectMany(static item => item.Messages);
}

internal enum OutputShape
{
    Message,
    Sequence,
    AsyncSequence,
    Tuple,
}
