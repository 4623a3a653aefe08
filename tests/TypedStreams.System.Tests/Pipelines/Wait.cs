namespace TypedStreams.System.Tests.Pipelines;

/// <summary>Waits for what only looking shows.</summary>
internal static class Wait
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    internal static async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Look);
        while (!isSo())
        {
            await beat.WaitForNextTickAsync(cancellationToken);
        }
    }
}
