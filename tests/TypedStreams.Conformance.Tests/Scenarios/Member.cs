// A member of a group as a process of its own: what it has read and what it holds, as it says.
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal sealed partial class Member : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Crowd _crowd;
    private readonly Task _reading;
    private readonly Task<string> _errors;

    internal Member(Crowd crowd, ScenarioBroker broker, KafkaClient client, string kind, string name)
    {
        _crowd = crowd;
        string[] command = [.. client.Scenes!, "member", broker.Bootstrap, crowd.Topic, crowd.Topic, kind, name];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>The partitions it has, as far as it was told.</summary>
    internal SortedSet<int> Holds { get; } = [];

    /// <summary>Partitions that were taken from it since it began.</summary>
    internal int Lost { get; private set; }

    /// <summary>Records it has read.</summary>
    internal int Count { get; private set; }

    /// <summary>SIGKILL: a crash.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>SIGTERM: it leaves the group.</summary>
    internal async Task LeaveAsync()
    {
        Signal.Terminate(_process.Id);
        await _reading.WaitAsync(Crowd.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    public override string ToString() =>
        $"has read {Count}, holds [{string.Join(' ', Holds)}]{(_errors.IsCompleted ? " " + _errors.Result : "")}";

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _crowd.Tell(() => Heard(line));
        }

        await _process.WaitForExitAsync();
    }

    private void Heard(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["read", var partition, var offset])
        {
            Count++;
            _crowd.WasRead(Number(partition), long.Parse(offset, CultureInfo.InvariantCulture));
        }
        else if (words is ["+", ..])
        {
            Holds.UnionWith(words.Skip(1).Select(Number));
        }
        else if (words is ["-", ..])
        {
            Lose(words is ["-", "all"] ? [.. Holds] : words.Skip(1).Select(Number));
        }
        else if (KcatHas().Match(line) is { Success: true } told)
        {
            var partitions = Bracketed().Matches(told.Groups[2].Value).Select(match => Number(match.Groups[1].Value));
            if (told.Groups[1].Value == "assign")
            {
                Holds.UnionWith(partitions);
            }
            else
            {
                Lose(partitions);
            }
        }
    }

    private void Lose(IEnumerable<int> partitions)
    {
        foreach (int partition in partitions)
        {
            Lost += Holds.Remove(partition) ? 1 : 0;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"rebalanced(?: \(.*\): |: incremental )(assign|revoke|unassign)\w*(?: of .*\))?: (.*)")]
    private static partial Regex KcatHas();

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Bracketed();
}
