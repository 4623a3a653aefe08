namespace TypedStreams.Generators.Model;

/// <param name="Accessibility">"public" or "internal": what the generated registration may be.</param>
internal sealed record GroupModel(
    string Namespace,
    string ClassName,
    string CSharp,
    string Group,
    string Accessibility,
    EquatableArray<HandlerModel> Handlers);

/// <param name="Arguments">Arguments in the method's order: "message", "context", "cancellationToken".</param>
internal sealed record HandlerModel(
    string MessageCSharp,
    string Method,
    bool IsStatic,
    bool MessageIsPublic,
    Completion Returns,
    EquatableArray<string> Arguments);

internal enum Completion
{
    Void,
    Task,
    ValueTask,
}
