// Books transfers in a database exactly once, publishes the balances out of it exactly once, and checks both. Exit code
// 0: everything adds up; 1: it does not, or something failed; 2: wrong command line.

using System.Data.Common;
using Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TypedStreams;

var builder = Host.CreateApplicationBuilder(
    new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
LedgerOptions options;
try
{
    options = LedgerOptions.Read(builder.Configuration);
}
catch (FormatException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

DbDataSource database = options.Database.Contains("Host=", StringComparison.OrdinalIgnoreCase)
    ? NpgsqlDataSource.Create(options.Database)
    : SqliteFactory.Instance.CreateDataSource($"Data Source={options.Database}");
builder.Services.AddSingleton(database);
builder.Services.AddSingleton<StatementBook>();
var streams = builder.AddTypedStreams();
if (options.Stage is Stage.All or Stage.Post)
{
    streams.AddAccounts();
}

if (options.Stage is Stage.All or Stage.Check)
{
    streams.AddStatements();
}

try
{
    await using (var connection = await database.OpenConnectionAsync())
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Accounts.Table;
        await command.ExecuteNonQueryAsync();
    }

    using var host = builder.Build();
    if (options.Stage != Stage.Post)
    {
        return await new LedgerRun(host, options).RunAsync();
    }

    await host.RunAsync();
    return 0;
}
catch (Exception failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
