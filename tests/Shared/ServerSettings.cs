namespace TypedStreams.Testing;

/// <summary>How a node is started.</summary>
/// <param name="DataDirectory">Where its logs are kept.</param>
public sealed record ServerSettings(string DataDirectory)
{
    /// <summary>KEY=VALUE broker configurations.</summary>
    public IReadOnlyList<string> Configs { get; init; } = [];

    /// <summary>A command that the node's own command line is appended to, such as strace. Default: none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];
}
