// One evaluation of a tree. && and || look at both sides where one has no value: if the other decides, it decides
// (cel-spec, "Logical operators").

using System.Runtime.CompilerServices;

namespace TypedStreams.Rules.Cel;

internal sealed class CelEvaluation(IReadOnlyDictionary<string, object?> variables)
{
    private readonly List<(string Name, object? Value)> _inner = [];
    private int _steps;

    internal object? Evaluate(CelNode node)
    {
        CelProgram.CountStep(ref _steps, node.Position);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new CelException("The expression is nested too deep", node.Position);
        }

        return node switch
        {
            CelNode.Constant constant => constant.Value,
            CelNode.Name name => Find(name),
            CelNode.Select select => Select(select),
            CelNode.Items items => Array.ConvertAll(items.Elements, Evaluate),
            CelNode.Entries entries => Entries(entries),
            CelNode.Loop loop => Loop(loop),
            CelNode.Call call => Bounded(Call(call), call.Position),
            _ => throw new CelException("Unknown part of an expression", node.Position),
        };
    }

    private object? Find(CelNode.Name name)
    {
        for (var i = _inner.Count - 1; i >= 0; i--)
        {
            if (_inner[i].Name == name.Text)
            {
                return _inner[i].Value;
            }
        }

        return variables.TryGetValue(name.Text, out var value) ? value
            : CelType.Named(name.Text) is { } type ? type
            : throw new CelException($"There is no '{name.Text}'", name.Position);
    }

    private object? Select(CelNode.Select select)
    {
        switch (Evaluate(select.Target))
        {
            case ICelObject message when select.IsTest && message.TryGet(select.Field, out _):
                return message.Has(select.Field);
            case ICelObject message when !select.IsTest && message.TryGet(select.Field, out var value):
                return value;
            case IReadOnlyDictionary<object, object?> map when select.IsTest:
                return map.ContainsKey(select.Field);
            case IReadOnlyDictionary<object, object?> map when map.TryGetValue(select.Field, out var value):
                return value;
            case var target:
                throw new CelException(
                    $"There is no field '{select.Field}' in a {CelType.Of(target).Name}", select.Position);
        }
    }

    private Dictionary<object, object?> Entries(CelNode.Entries entries)
    {
        var map = new Dictionary<object, object?>();
        foreach (var (key, value) in entries.Pairs)
        {
            var found = CelOperators.AsKey(Evaluate(key))
                ?? throw new CelException("A key of a map is a number, a string or a bool", key.Position);
            if (!map.TryAdd(found, Evaluate(value)))
            {
                throw new CelException("The map has a key twice", key.Position);
            }
        }

        return map;
    }

    private object? Loop(CelNode.Loop loop)
    {
        IEnumerable<object?> range = Evaluate(loop.Range) switch
        {
            IReadOnlyList<object?> list => (IEnumerable<object?>)list,
            IReadOnlyDictionary<object, object?> map => map.Keys,
            var other => throw new CelException($"A {CelType.Of(other).Name} has no elements", loop.Position),
        };
        return loop.Kind switch
        {
            CelLoop.All => Decides(loop, range, decisive: false) ?? true,
            CelLoop.Exists => Decides(loop, range, decisive: true) ?? false,
            CelLoop.ExistsOne => range.Count(item => In(loop, item, () => Flag(loop.Body))) == 1,
            CelLoop.Filter => range.Where(item => In(loop, item, () => Flag(loop.Body))).ToArray(),
            _ => range.Where(item => loop.Condition is null || In(loop, item, () => Flag(loop.Condition)))
                .Select(item => In(loop, item, () => Evaluate(loop.Body))).ToArray(),
        };
    }

    /// <summary>
    /// The decisive value when one element gives it; else null, or the first error among the elements.
    /// </summary>
    private bool? Decides(CelNode.Loop loop, IEnumerable<object?> range, bool decisive)
    {
        CelException? failure = null;
        foreach (var item in range)
        {
            try
            {
                if (In(loop, item, () => Flag(loop.Body)) == decisive)
                {
                    return decisive;
                }
            }
            catch (CelException caught)
            {
                failure ??= caught;
            }
        }

        return failure is null ? null : throw failure;
    }

    private T In<T>(CelNode.Loop loop, object? item, Func<T> evaluate)
    {
        _inner.Add((loop.Variable, item));
        try
        {
            return evaluate();
        }
        finally
        {
            _inner.RemoveAt(_inner.Count - 1);
        }
    }

    private object? Call(CelNode.Call call)
    {
        switch (call)
        {
            case { Function: "?:", Arguments: [var condition, var then, var otherwise] }:
                return Evaluate(Flag(condition) ? then : otherwise);
            case { Function: "&&", Arguments: [var left, var right] }:
                return Logical(left, right, decisive: false);
            case { Function: "||", Arguments: [var left, var right] }:
                return Logical(left, right, decisive: true);
            case { Function: "!", Arguments: [var flag] }:
                return !Flag(flag);
            case { Function: "-_", Arguments: [var number] }:
                return CelOperators.Negate(Evaluate(number), call.Position);
            case { Target: null, Arguments: [var left, var right] } when CelOperators.IsOperator(call.Function):
                return CelOperators.Apply(call.Function, Evaluate(left), Evaluate(right), call.Position, ref _steps);
            default:
                object?[] arguments = call.Target is { } target
                    ? [Evaluate(target), .. call.Arguments.Select(Evaluate)]
                    : Array.ConvertAll(call.Arguments, Evaluate);
                return CelFunctions.Call(call.Function, call.Target is not null, arguments, call.Position);
        }
    }

    // Each step may double what it is given; few of them would fill any memory.
    private static object? Bounded(object? value, int position)
    {
        var size = value switch
        {
            string text => text.Length,
            byte[] bytes => bytes.Length,
            IReadOnlyList<object?> list => list.Count,
            _ => 0,
        };
        return size <= CelProgram.MaxSize
            ? value
            : throw new CelException($"A value is longer than {CelProgram.MaxSize}", position);
    }

    private bool Logical(CelNode left, CelNode right, bool decisive)
    {
        CelException failure;
        try
        {
            return Flag(left) == decisive ? decisive : Flag(right);
        }
        catch (CelException caught)
        {
            failure = caught;
        }

        return Flag(right) == decisive ? decisive : throw failure;
    }

    private bool Flag(CelNode node) => Evaluate(node) is bool flag
        ? flag
        : throw new CelException("This is neither true nor false", node.Position);
}
