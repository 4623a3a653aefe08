namespace TypedStreams.Testing;

/// <summary>
/// A test that needs foreign tools. Skipped, with what to install, when one is missing; in CI it runs and fails there.
/// </summary>
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params Tool[] tools) => Skip = ToolSkip.Reason(tools);
}

/// <summary>A theory that needs foreign tools; see <see cref="ToolFactAttribute"/>.</summary>
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params Tool[] tools) => Skip = ToolSkip.Reason(tools);
}

/// <summary>When a missing tool skips a test.</summary>
public static class ToolSkip
{
    /// <summary>True in CI, where nothing may be skipped.</summary>
    public static bool IsForbidden => Environment.GetEnvironmentVariable("CI") == "true";

    public static string? Reason(params IEnumerable<Tool> tools) => IsForbidden ? null : Tools.Missing(tools);
}
