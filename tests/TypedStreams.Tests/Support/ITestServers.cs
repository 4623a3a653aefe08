namespace TypedStreams.Tests.Support;

/// <summary>A broker and a schema registry that tests share.</summary>
public interface ITestServers
{
    string BootstrapServers { get; }

    string Registry { get; }
}
