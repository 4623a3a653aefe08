// Subjects and contexts. A subject of the default context is its plain name; one of another context is
// ":.context:name". ":.context:" alone means the context itself, ":.__GLOBAL:" what holds for all contexts.
// Pure text; no state.
namespace TypedStreams.Registry.Subjects;

/// <summary>Takes the names of subjects apart and puts them together.</summary>
internal static class SubjectName
{
    /// <summary>The context of plain names.</summary>
    internal const string DefaultContext = ".";

    /// <summary>The scope above all contexts.</summary>
    internal const string Global = ":.__GLOBAL:";

    /// <summary>In front of a prefix: look in every context.</summary>
    internal const string AllContexts = ":*:";

    private static readonly string[] Reserved = ["__GLOBAL", "__EMPTY"];

    /// <summary>":.:name" is the long form of "name"; every other name stays as it is.</summary>
    internal static string Normalize(string subject) =>
        subject.StartsWith(":.:", StringComparison.Ordinal) ? subject[3..] : subject;

    /// <summary>The context of a subject, with its dot: "." or ".name".</summary>
    internal static string ContextOf(string subject)
    {
        int end = End(subject);
        return end < 0 ? DefaultContext : subject[1..end];
    }

    /// <summary>The name within its context; "" for a context itself.</summary>
    internal static string LocalOf(string subject)
    {
        int end = End(subject);
        return end < 0 ? subject : subject[(end + 1)..];
    }

    /// <summary>The full name of a subject in a context; a name that says its own context keeps it.</summary>
    internal static string In(string context, string name) =>
        End(name) >= 0 ? Normalize(name)
        : context == DefaultContext ? name
        : $":{context}:{name}";

    /// <summary>The scope that stands for a whole context; null for the default one.</summary>
    internal static string? ScopeOf(string context) => context == DefaultContext ? null : $":{context}:";

    /// <summary>Whether a name means a context (or all), not a subject in it.</summary>
    internal static bool IsScope(string subject) => End(subject) is var end && end >= 0 && end == subject.Length - 1;

    /// <summary>A subject that can hold schemas: no control characters, half-written context, reserved word.</summary>
    internal static bool IsValid(string subject)
    {
        bool isPlain = !subject.StartsWith(":.", StringComparison.Ordinal) &&
            !subject.StartsWith(AllContexts, StringComparison.Ordinal);
        return (isPlain || (End(subject) >= 0 && !IsScope(subject))) &&
            !HasControls(subject) && !Reserved.Contains(LocalOf(subject)) && ContextOf(subject) != ".__GLOBAL";
    }

    /// <summary>What can be configured: a subject that can hold schemas, a context, or all of them.</summary>
    internal static bool IsValidScope(string subject) =>
        IsValid(subject) || (IsScope(subject) && !HasControls(subject));

    private static bool HasControls(string subject) =>
        subject.AsSpan().ContainsAnyInRange('\0', '\x1f') || subject.Contains('\x7f');

    private static int End(string subject) =>
        subject.StartsWith(":.", StringComparison.Ordinal) ? subject.IndexOf(':', startIndex: 2) : -1;
}
