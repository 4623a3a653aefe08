// Methods and types of a view that something emitted so far calls for: each emitted once, in the order of the calls.

using TypedStreams.Generators.Emit;

namespace TypedStreams.Generators.Views;

internal sealed class Pending
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<Action> _queue = new();

    /// <summary>Asks for a member; returns its name.</summary>
    internal string Need(string name, Action emit)
    {
        if (_known.Add(name))
        {
            _queue.Enqueue(emit);
        }

        return name;
    }

    /// <summary>Emits what was asked for, and what that asks for.</summary>
    internal void Emit(CodeWriter code)
    {
        while (_queue.Count > 0)
        {
            _queue.Dequeue()();
            code.Line();
        }
    }
}
