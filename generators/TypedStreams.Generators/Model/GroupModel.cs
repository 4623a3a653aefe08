namespace TypedStreams.Generators.Model;

/// <param name="Accessibility">"public" or "internal": what the generated registration may be.</param>
/// <param name="Concurrency">Messages of a partition handled at once; 0 when the configuration decides.</param>
internal sealed record GroupModel(
    string Namespace,
    string ClassName,
    string CSharp,
    string Group,
    string Accessibility,
    int Concurrency,
    EquatableArray<HandlerModel> Handlers)
{
    /// <summary>
    /// True when the group works in transactions of a database: one handler that takes one is enough.
    /// </summary>
    internal bool UsesDatabase => Handlers.Any(handler => handler.TakesTransaction);
}

/// <param name="MessageIsPublic">Decides how visible the registration may be; outputs are hidden in it.</param>
/// <param name="TakesTransaction">It has a parameter for the database transaction.</param>
/// <param name="Arguments">
/// Arguments in the method's order: "message" or "messages", "context", "output.Transaction", "cancellationToken".
/// </param>
/// <param name="Output">What it returns, once awaited; null for nothing.</param>
/// <param name="Policy">What happens when it fails; null when nothing is said.</param>
/// <param name="ViewCSharp">The view that it takes in place of the message; null for the message itself.</param>
/// <param name="ReturnCSharp">What it returns, before it is awaited; null unless it takes a view.</param>
internal sealed record HandlerModel(
    string MessageCSharp,
    string Method,
    bool IsStatic,
    bool IsExactlyOnce,
    bool MessageIsPublic,
    bool TakesTransaction,
    Completion Returns,
    EquatableArray<string> Arguments,
    OutputModel? Output,
    PolicyModel? Policy,
    string? ViewCSharp = null,
    string? ReturnCSharp = null)
{
    /// <summary>The batch that it takes; null when it takes one message.</summary>
    internal BatchModel? Batch { get; init; }
}

internal enum Completion
{
    Immediate,
    Task,
    ValueTask,
}
