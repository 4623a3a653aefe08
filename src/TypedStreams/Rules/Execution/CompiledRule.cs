// A rule that is ready to run. Immutable but for keys; any thread.

using TypedStreams.Rules.Values;

namespace TypedStreams.Rules.Execution;

internal abstract class CompiledRule(RuleDefinition definition)
{
    internal RuleDefinition Definition => definition;

    /// <summary>Runs on a value taken apart.</summary>
    /// <exception cref="RuleFailedException">It failed; other exceptions of the engine count as such.</exception>
    internal virtual void Run(ValueTree tree, RuleRun run) => throw new RuleFailedException(
        RuleFailure.Unsupported, $"a rule of type {definition.Type} does not work on values; it is an encoding rule");

    /// <summary>Runs on encoded bytes.</summary>
    /// <exception cref="RuleFailedException">It failed.</exception>
    internal virtual byte[] Run(ReadOnlySpan<byte> payload, RuleRun run) => throw new RuleFailedException(
        RuleFailure.Unsupported, $"a rule of type {definition.Type} does not work on bytes; it is a domain rule");
}

/// <summary>
/// What a rule found; the plan makes a <see cref="RuleException"/> of it, or not, as the rule's action says.
/// </summary>
internal sealed class RuleFailedException(RuleFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    internal RuleFailure Failure => failure;
}

/// <summary>A rule that cannot be run. It fails whenever it should.</summary>
internal sealed class FailingRule(RuleDefinition definition, RuleFailure failure, string message)
    : CompiledRule(definition)
{
    internal override void Run(ValueTree tree, RuleRun run) => throw new RuleFailedException(failure, message);

    internal override byte[] Run(ReadOnlySpan<byte> payload, RuleRun run) =>
        throw new RuleFailedException(failure, message);
}
