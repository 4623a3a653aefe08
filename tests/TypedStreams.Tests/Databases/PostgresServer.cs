using TypedStreams.Testing;

namespace TypedStreams.Tests.Databases;

/// <summary>
/// A PostgreSQL server for the tests of a class; none where it is not installed, and they are skipped.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PostgresProcess? _process;

    public string ConnectionString => _process!.ConnectionString;

    public async Task InitializeAsync() =>
        _process = ToolSkip.Reason(Tool.Postgres) is null ? await PostgresProcess.StartAsync() : null;

    public async Task DisposeAsync() => await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
}
