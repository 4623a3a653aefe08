// The workload of the kill test: a foreign producer that numbers its records, and what it says was acknowledged.
using System.Diagnostics;
using System.Globalization;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

/// <summary>Numbers First, First + partitions, ... Last lie in order in a partition.</summary>
internal readonly record struct NumberRun(int Partition, int First, int Last)
{
    internal static NumberRun Parse(string line)
    {
        var parts = Array.ConvertAll(line.Split(' '), part => int.Parse(part, CultureInfo.InvariantCulture));
        return new NumberRun(parts[0], parts[1], parts[2]);
    }
}

/// <summary>A running numbered_producer.py.</summary>
internal sealed class NumberedProducer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly int _partitions;

    internal NumberedProducer(string bootstrap, string topic, int partitions, int count, int size)
    {
        _partitions = partitions;
        _process = Process.Start(new ProcessStartInfo(
            Tools.NewPython,
            [Program("numbered_producer.py"), bootstrap, topic, $"{partitions}", $"{count}", $"{size}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Acknowledged so far, as far as it was read.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>"done", or why the producer gave up; null while it runs.</summary>
    internal string? Verdict { get; private set; }

    /// <summary>Reads acknowledgements until there are so many, or the producer has ended.</summary>
    internal async Task ReadUntilAsync(long acknowledged, CancellationToken patience)
    {
        while (Verdict is null && Acknowledged < acknowledged)
        {
            var line = await _process.StandardOutput.ReadLineAsync(patience) ?? $"ended: {await _errors}";
            if (line.Length > 0 && char.IsDigit(line[0]))
            {
                var run = NumberRun.Parse(line);
                Acknowledged += ((run.Last - run.First) / _partitions) + 1;
            }
            else
            {
                Verdict = line;
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Every run of numbers that a foreign consumer finds, partition by partition, in offset order.</summary>
    internal static async Task<IReadOnlyList<NumberRun>> ReadBackAsync(string bootstrap, string topic, int partitions)
    {
        var output = await Command.CheckAsync(
            [Tools.NewPython, Program("numbered_consumer.py"), bootstrap, topic, $"{partitions}"]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NumberRun.Parse)];
    }

    private static string Program(string name) =>
        Path.Combine(Tools.Root, "tests", "TypedStreams.System.Tests", "clients", name);
}
