using TypedStreams.Testing;

namespace TypedStreams.Tests.Support;

/// <summary>A broker and a schema registry that tests share.</summary>
public interface ITestServers
{
    string BootstrapServers { get; }

    /// <summary>What stands between all clients and the broker; a test may have it disturb its own.</summary>
    FaultyProxy Proxy { get; }

    string Registry { get; }
}
