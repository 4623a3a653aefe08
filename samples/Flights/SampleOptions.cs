using System.Globalization;

namespace Flights;

/// <summary>The command line.</summary>
internal sealed record SampleOptions
{
    internal const string Usage =
        """
        Usage: dotnet run -c Release --project samples/Flights [-- OPTIONS]

          --bootstrap-servers HOST:PORT  use these brokers instead of the embedded one (with --registry)
          --registry URL                 use this schema registry instead of the embedded one
          --partitions N                 partitions of the topic, 1 to 1000 (default 4)
          --repeat N                     send the data N times, 1 to 10000 (default 1)
          --run NAME                     put NAME before every topic and group, and keep them (with --bootstrap-servers)
          --stage STAGE                  send, pipeline (until SIGTERM), check, or all of them (default; with --run)
        """;

    internal string? BootstrapServers { get; private init; }

    internal string? Registry { get; private init; }

    internal int Partitions { get; private init; } = 4;

    internal int Repeat { get; private init; } = 1;

    internal string? Run { get; private init; }

    internal SampleStage Stage { get; private init; } = SampleStage.All;

    internal bool IsHelp { get; private init; }

    /// <summary>Reads the arguments; the problem says what is wrong with them.</summary>
    internal static SampleOptions? Parse(string[] args, out string problem)
    {
        problem = "";
        var options = new SampleOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is "--help" or "-h")
            {
                return new SampleOptions { IsHelp = true };
            }

            var value = i + 1 < args.Length ? args[i + 1] : null;
            if (value is null || options.With(args[i], value) is not { } next)
            {
                problem = value is null
                    ? $"{args[i]}: a value is missing"
                    : $"{args[i]} {value}: not an option, or not a value of it";
                return null;
            }

            options = next;
        }

        if (options.BootstrapServers is null != options.Registry is null)
        {
            problem = "--bootstrap-servers and --registry belong together";
            return null;
        }

        if ((options.Run is not null && options.BootstrapServers is null)
            || (options.Stage != SampleStage.All && options.Run is null))
        {
            problem = "--stage belongs to --run, and --run to --bootstrap-servers";
            return null;
        }

        return options;
    }

    private SampleOptions? With(string name, string value) => name switch
    {
        "--bootstrap-servers" => this with { BootstrapServers = value },
        "--registry" => this with { Registry = value },
        "--run" => this with { Run = value },
        "--stage" when Enum.TryParse(value, ignoreCase: true, out SampleStage stage) => this with { Stage = stage },
        "--partitions" when Number(value, 1000) is { } number => this with { Partitions = number },
        "--repeat" when Number(value, 10_000) is { } number => this with { Repeat = number },
        _ => null,
    };

    private static int? Number(string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= max
            ? number
            : null;
}

/// <summary>What a process does of the sample.</summary>
internal enum SampleStage
{
    /// <summary>Everything, one after the other.</summary>
    All,

    /// <summary>Sends the flights.</summary>
    Send,

    /// <summary>Runs the pipeline until it is told to end.</summary>
    Pipeline,

    /// <summary>Counts what the pipeline has committed, and compares it with the file.</summary>
    Check,
}
