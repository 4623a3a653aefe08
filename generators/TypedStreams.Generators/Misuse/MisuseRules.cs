// The diagnostics of code that uses producers, handlers, keys and transactions. Messages say what happens when the code
// runs, and what to write instead.

using Microsoft.CodeAnalysis;

namespace TypedStreams.Generators.Misuse;

internal static class MisuseRules
{
    internal static readonly DiagnosticDescriptor SendDropped = Rules.Rule(
        "TS0040",
        "Outcome of a send is dropped",
        "Nobody learns when '{0}' fails: its task is dropped, and with it the error; await it, or keep the task and "
        + "await it later",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor SendBlocked = Rules.Rule(
        "TS0041",
        "Thread waits for a send",
        "'{0}' holds its thread until the broker answers, and a ValueTask that is not complete may throw instead; "
        + "await it",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor HandlerBlocks = Rules.Rule(
        "TS0042",
        "Handler holds its thread",
        "'{0}' holds the thread of handler '{1}', which the other partitions and the heartbeat need; await instead",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor FailureSwallowed = Rules.Rule(
        "TS0043",
        "Handler swallows every failure",
        "Whatever fails here, the message of handler '{0}' counts as handled and is lost without a retry or a dead "
        + "letter; throw, or catch the exception that may be ignored",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor HandedTransaction = Rules.Rule(
        "TS0044",
        "Handler ends a transaction that is not its own",
        "'{0}' ends or replaces the transaction that handler '{1}' was handed, and the group's progress would not "
        + "commit with its rows; leave the end of it to the group");

    internal static readonly DiagnosticDescriptor SendOutside = Rules.Rule(
        "TS0045",
        "Exactly-once group sends outside of its transaction",
        "What '{0}' sends stays when the transaction of group '{1}' aborts, and is sent again; return the message from "
        + "the handler instead");

    internal static readonly DiagnosticDescriptor TransactionOrder = Rules.Rule(
        "TS0046",
        "Transaction of a producer is out of order",
        "'{0}' {1}",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor ForgottenHandler = Rules.Rule(
        "TS0047",
        "Method looks like a handler and is none",
        "'{0}' takes a message, but without [Handle] the group never calls it and does not read that topic; add "
        + "[Handle], or make it private",
        DiagnosticSeverity.Info);

    internal static readonly DiagnosticDescriptor SharedState = Rules.Rule(
        "TS0048",
        "Handlers change the same state at once",
        "Up to {0} calls of '{1}' change '{2}' at once, and updates are lost; use Interlocked, a lock or a concurrent "
        + "collection",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor TombstoneKey = Rules.Rule(
        "TS0049",
        "Tombstone deletes nothing",
        "DeleteAsync writes {0} key, but {1}, so no message of it is deleted; {2}",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor TopicKeys = AtEnd(
        "TS0050",
        "Messages of one topic have keys of different types",
        "'{0}' has {1} key and '{2}' {3} key on topic '{4}': the same value gives different bytes, so other partitions "
        + "and no order among them; give both the same type");

    internal static readonly DiagnosticDescriptor NotRegistered = AtEnd(
        "TS0051",
        "Consumer group is not added",
        "The application calls AddTypedStreams() and never '{0}', so group '{1}' does not run; call it, or remove the "
        + "class");

    /// <summary>A warning that needs the whole compilation, so that it comes with the build.</summary>
    private static DiagnosticDescriptor AtEnd(string id, string title, string message) =>
        Rules.Rule(id, title, message, DiagnosticSeverity.Warning, WellKnownDiagnosticTags.CompilationEnd);
}
