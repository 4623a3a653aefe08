// tstreams registry-secret: makes the digest of a password or token for the file that --access names.
using System.CommandLine;
using TypedStreams.Registry;

namespace TypedStreams.Server.Serving;

internal static class RegistrySecretCommand
{
    private static readonly Option<bool> Token = new("--token")
    {
        Description = "It is a bearer token, long and random, not a password.",
    };

    internal static Command Create()
    {
        var command = new Command(
            "registry-secret", "Read a password (or token) from standard input and print its digest for --access.")
        {
            Token,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? secret = await System.Console.In.ReadLineAsync(cancellationToken);
        if (string.IsNullOrEmpty(secret))
        {
            throw new UsageException("Write the secret to standard input, in one line.");
        }

        System.Console.WriteLine(
            parsed.GetValue(Token) ? RegistrySecrets.HashToken(secret) : RegistrySecrets.HashPassword(secret));
        return 0;
    }
}
