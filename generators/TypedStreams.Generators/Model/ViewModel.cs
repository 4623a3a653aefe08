namespace TypedStreams.Generators.Model;

/// <param name="Declarations">"partial struct X", outermost containing type first.</param>
/// <param name="Name">The view's own name.</param>
/// <param name="Namespace">C# namespace, "" for the global one.</param>
/// <param name="CSharp">The view, fully qualified.</param>
/// <param name="Format">"Avro" or "Protobuf".</param>
/// <param name="Message">What it is a view of.</param>
internal sealed record ViewModel(
    EquatableArray<string> Declarations,
    string Name,
    string Namespace,
    string CSharp,
    string Format,
    MessageModel Message);
