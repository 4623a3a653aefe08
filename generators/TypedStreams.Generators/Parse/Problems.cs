// Where parsing reports what it does not accept. The analyzer collects; the generator only needs to know that there was
// a problem and then generates nothing, so that one mistake gives one message.

using Microsoft.CodeAnalysis;

namespace TypedStreams.Generators.Parse;

internal sealed class Problems(Action<Diagnostic>? report)
{
    internal bool Any { get; private set; }

    internal void Add(DiagnosticDescriptor rule, ISymbol at, params object[] arguments)
    {
        Any = true;
        report?.Invoke(Diagnostic.Create(rule, at.Locations.FirstOrDefault() ?? Location.None, arguments));
    }
}
