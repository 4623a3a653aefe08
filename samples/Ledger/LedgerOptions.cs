using Microsoft.Extensions.Configuration;

namespace Ledger;

/// <summary>
/// What the command line chooses: <c>--transfers 20000</c> and so on, as .NET's configuration reads it.
/// </summary>
/// <param name="Stage">What this process does.</param>
/// <param name="Transfers">How many transfers are sent; 1 or more, default 20,000.</param>
/// <param name="Database">A file for SQLite, or an Npgsql connection string. Default: a file that is new.</param>
internal sealed record LedgerOptions(Stage Stage, int Transfers, string Database)
{
    /// <exception cref="FormatException">An option has a value that it cannot have.</exception>
    internal static LedgerOptions Read(IConfiguration configuration) => new(
        Enum.TryParse<Stage>(configuration["stage"] ?? "All", ignoreCase: true, out var stage)
            ? stage
            : throw new FormatException($"--stage {configuration["stage"]}: write send, post, check or all"),
        int.TryParse(configuration["transfers"] ?? "20000", out var transfers) && transfers > 0
            ? transfers
            : throw new FormatException($"--transfers {configuration["transfers"]}: write a number above 0"),
        configuration["database"] ?? Path.Combine(Directory.CreateTempSubdirectory("ledger-").FullName, "ledger.db"));
}

/// <summary>What a process does of the sample.</summary>
internal enum Stage
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Sends the transfers.</summary>
    Send,

    /// <summary>Books them until it is told to end.</summary>
    Post,

    /// <summary>Compares what was published with the database.</summary>
    Check,
}
