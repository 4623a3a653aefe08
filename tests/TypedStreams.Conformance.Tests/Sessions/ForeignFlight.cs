using System.Collections.Concurrent;

namespace TypedStreams.Conformance.Tests.Sessions;

/// <summary>A flight as the C# side knows it; the JavaScript side writes it with a schema of its own.</summary>
[Message("foreign-flights")]
public sealed partial record ForeignFlight(
    [Key] string Origin, string Destination, int DelayMinutes, int DistanceMiles);

/// <summary>The group that reads what JavaScript wrote.</summary>
[ConsumerGroup("flight-readers")]
public sealed class FlightReader(FlightInbox inbox)
{
    [Handle]
    public void On(ForeignFlight flight, MessageContext context) => inbox.Add(flight, context);
}

/// <summary>Collects flights until as many came as were waited for.</summary>
public sealed class FlightInbox(int expected)
{
    private readonly ConcurrentQueue<ForeignFlight> _flights = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<ForeignFlight> Flights => _flights;

    public Task Complete => _complete.Task;

    public void Add(ForeignFlight flight, MessageContext context)
    {
        Assert.Equal("foreign-flights", context.Topic);
        _flights.Enqueue(flight);
        if (_flights.Count == expected)
        {
            _complete.TrySetResult();
        }
    }
}
