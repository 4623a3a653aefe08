// The expression of a rule: a guard, a semicolon and what counts when the guard is true; or that alone.

using TypedStreams.Rules.Cel;

namespace TypedStreams.Rules.Execution;

internal sealed class CelScript
{
    private readonly CelProgram? _guard;
    private readonly CelProgram _body;

    /// <exception cref="CelException">The text is no expression.</exception>
    internal CelScript(string text)
    {
        var at = EndOfGuard(text);
        var guard = at < 0 ? "" : text[..at];
        _guard = string.IsNullOrWhiteSpace(guard) ? null : CelProgram.Compile(guard);
        _body = CelProgram.Compile(text[(at + 1)..]);
    }

    /// <summary>False when the guard says that the rule is not for this value.</summary>
    /// <exception cref="CelException">There is no value.</exception>
    internal bool TryEvaluate(IReadOnlyDictionary<string, object?> variables, out object? value)
    {
        value = null;
        if (_guard is not null && !Flag(_guard.Evaluate(variables), "The guard"))
        {
            return false;
        }

        value = _body.Evaluate(variables);
        return true;
    }

    /// <exception cref="RuleFailedException">It is neither true nor false.</exception>
    internal static bool Flag(object? value, string what) => value is bool flag ? flag : throw new RuleFailedException(
        RuleFailure.Expression, $"{what} is a {CelType.Of(value).Name}; it must be true or false");

    // The first semicolon that is in no string.
    private static int EndOfGuard(string text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quote != '\0':
                    i++;
                    break;
                case '"' or '\'':
                    quote = quote == '\0' ? text[i] : quote == text[i] ? '\0' : quote;
                    break;
                case ';' when quote == '\0':
                    return i;
            }
        }

        return -1;
    }
}
