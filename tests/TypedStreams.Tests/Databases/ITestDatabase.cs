using System.Data.Common;

namespace TypedStreams.Tests.Databases;

/// <summary>An empty database for one test.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    DbDataSource Source { get; }
}
