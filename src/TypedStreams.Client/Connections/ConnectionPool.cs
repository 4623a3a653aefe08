// The connections of one owner and purpose, one a broker: a producer's, a consumer's fetches, its coordinator, the
// client's own. Purposes do not share a connection, because answers come in order: a long poll or a join that waits
// would hold up everything behind it. Opening is shared by all who wait, and paced after failures.
using Microsoft.Extensions.Logging;

namespace TypedStreams.Client.Connections;

/// <summary>Finds or opens the connection to a broker. Safe from any thread.</summary>
internal sealed class ConnectionPool(KafkaClientOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BrokerAddress, Slot> _slots = [];
    private readonly CancellationTokenSource _ended = new();

    /// <summary>The open connection, or a new one; waits out the pause after a failure first.</summary>
    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    public ValueTask<BrokerConnection> GetAsync(BrokerAddress address, CancellationToken ct)
    {
        Task<BrokerConnection> opening;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
            if (!_slots.TryGetValue(address, out Slot? slot))
                _slots[address] = slot = new Slot();

            if (slot.Current is { IsBroken: false } current)
                return new ValueTask<BrokerConnection>(current);

            opening = slot.Opening ??= Task.Run(() => OpenAsync(address, slot), CancellationToken.None);
        }

        return new ValueTask<BrokerConnection>(opening.WaitAsync(ct));
    }

    public async ValueTask DisposeAsync()
    {
        BrokerConnection[] open;
        Task[] opening;
        lock (_gate)
        {
            if (_ended.IsCancellationRequested)
                return;

            _ended.Cancel();
            open = [.. _slots.Values.Select(slot => slot.Current).OfType<BrokerConnection>()];
            opening = [.. _slots.Values.Select(slot => slot.Opening).OfType<Task>()];
        }

        foreach (BrokerConnection connection in open)
            await connection.DisposeAsync();

        await Task.WhenAll(opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<BrokerConnection> OpenAsync(BrokerAddress address, Slot slot)
    {
        try
        {
            if (slot.Failures > 0)
                await Task.Delay(Backoff.For(options, slot.Failures), options.Time, _ended.Token);

            BrokerConnection connection = await BrokerConnection.OpenAsync(address, options, logger, _ended.Token);
            bool isLate;
            lock (_gate)
            {
                slot.Current = connection;
                slot.Opening = null;
                slot.Failures = 0;
                isLate = _ended.IsCancellationRequested;
            }

            if (isLate)
                await connection.DisposeAsync();

            return connection;
        }
        catch
        {
            lock (_gate)
            {
                slot.Opening = null;
                slot.Failures++;
            }

            throw;
        }
    }

    private sealed class Slot
    {
        public BrokerConnection? Current;
        public Task<BrokerConnection>? Opening;
        public int Failures;
    }
}
