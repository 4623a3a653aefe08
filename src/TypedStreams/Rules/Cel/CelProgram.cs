// A compiled expression. The tree is immutable, an evaluation holds its own state: any number may run at once. Its
// steps are counted, so that no expression runs for ever over the data it is given.

namespace TypedStreams.Rules.Cel;

/// <summary>
/// An expression of the Common Expression Language (cel-spec): literals, operators, fields, lists, maps, the macros
/// has, all, exists, exists_one, filter and map, the standard functions on text, numbers, times and durations, and
/// the validators that data contracts use (isEmail, isHostname, isIpv4, isIpv6, isUri, isUriRef, isUuid). Messages
/// cannot be constructed. Immutable; any thread.
/// </summary>
public sealed class CelProgram
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaxLength = 16 << 10;

    /// <summary>The most steps of one evaluation; a step is a part of the expression, or of two values
    /// that are compared, that is looked at.</summary>
    public const int MaxSteps = 1_000_000;

    /// <summary>The longest value an expression may make: characters of a text, bytes, or elements of a list.</summary>
    public const int MaxSize = 1 << 20;

    private readonly CelNode _root;

    private CelProgram(CelNode root) => _root = root;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="CelException">It is none.</exception>
    public static CelProgram Compile(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.Length <= MaxLength
            ? new CelProgram(CelParser.Parse(expression))
            : throw new CelException($"The expression is longer than {MaxLength} characters", MaxLength);
    }

    /// <summary>
    /// Its value: null, bool, long, ulong, double, string, byte[], a list, a map, a time or a duration.
    /// </summary>
    /// <param name="variables">Values by name, of the same types.</param>
    /// <exception cref="CelException">None: a field is missing, types do not fit, numbers overflow.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables) =>
        new CelEvaluation(variables).Evaluate(_root);

    internal static void CountStep(ref int steps, int position)
    {
        if (++steps > MaxSteps)
        {
            throw new CelException($"The expression takes more than {MaxSteps} steps", position);
        }
    }
}
