// Shows how far the run is: one line that renews itself on a terminal, a line now and then elsewhere.

namespace Flights;

internal sealed class Progress(Func<long> produced, Func<long> consumed, long total)
{
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private int _width;

    /// <summary>Shows progress until cancelled.</summary>
    internal async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Show();
            }
        }
        catch (OperationCanceledException)
        {
            Clear();
        }
    }

    private void Show()
    {
        var line = $"  produced {produced():N0}, consumed {consumed():N0} of {total:N0}";
        if (_isTerminal)
        {
            Console.Write('\r' + line.PadRight(_width));
            _width = line.Length;
        }
        else
        {
            Console.WriteLine(line);
        }
    }

    private void Clear()
    {
        if (_isTerminal && _width > 0)
        {
            Console.Write('\r' + new string(' ', _width) + '\r');
        }
    }
}
