namespace TypedStreams.Testing;

/// <summary>How a node is started.</summary>
/// <param name="DataDirectory">Where its logs are kept.</param>
public sealed record ServerSettings(string DataDirectory)
{
    /// <summary>KEY=VALUE broker configurations.</summary>
    public IReadOnlyList<string> Configs { get; init; } = [];

    /// <summary>The executable; default: the one that the build put beside the test assembly.</summary>
    public string Executable { get; init; } = ServerProcess.Executable;

    /// <summary>The address that clients are told to connect to. Default: the one that is listened on.</summary>
    public string? Advertised { get; init; }

    /// <summary>Environment variables of the node beside the test's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A command that the node's own command line is appended to, such as strace. Default: none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];
}
