// Runs a foreign program to its end within a bounded time, and keeps what it wrote.
using System.Diagnostics;

namespace TypedStreams.Testing;

/// <summary>A program's exit code and output.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);

public static class Command
{
    /// <summary>Runs a program; kills it and fails when it takes longer than <paramref name="patience"/>.</summary>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command,
        string input = "",
        TimeSpan? patience = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            process.StartInfo.Environment[name] = value;
        }

        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(90));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"'{string.Join(' ', command)}' did not end in time: {await output} {await errors}");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program that must end with exit code 0; returns its standard output.</summary>
    public static async Task<string> CheckAsync(
        IReadOnlyList<string> command,
        string input = "",
        TimeSpan? patience = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var result = await RunAsync(command, input, patience, environment);
        Assert.True(
            result.ExitCode == 0,
            $"'{string.Join(' ', command)}': exit code {result.ExitCode}: {result.Errors}{result.Output}");
        return result.Output;
    }
}
