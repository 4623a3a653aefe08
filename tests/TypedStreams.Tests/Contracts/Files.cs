// Contracts that others have written: schema files, and a type that protoc has made.

using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

[Message("fares", Schema = "Contracts/fare.avsc", Key = "fare_id")]
public sealed partial record Fare;

[Message("stops", Schema = "Contracts/stop.proto", Key = "stop_id", Format = SchemaFormat.Protobuf)]
public sealed partial record Stop;

[Message("tickets", Key = "ticket_id", Format = SchemaFormat.Protobuf)]
public sealed partial class Ticket;

[ConsumerGroup("counter")]
public sealed class Counter(Inbox inbox)
{
    [Handle]
    public ValueTask On(Fare fare, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("counter", fare, context, cancellationToken);

    [Handle]
    public ValueTask On(Stop stop, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("counter", stop, context, cancellationToken);

    [Handle]
    public ValueTask On(Ticket ticket, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("counter", ticket, context, cancellationToken);
}
