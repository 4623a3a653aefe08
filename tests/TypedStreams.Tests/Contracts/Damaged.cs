// One contract in three formats and a group of all three: what values are damaged of.

using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

public sealed record Line(string Sku, double Price, Guid? Lot);

[Message("damaged-avro")]
public sealed partial record DamagedAvro(
    [Key] string Id, DateTimeOffset At, List<Line> Lines, Dictionary<string, long> Counts, DayOfWeek Day, Line? Last);

[Message("damaged-protobuf", Format = SchemaFormat.Protobuf)]
public sealed partial record DamagedProtobuf(
    [Key] string Id, DateTimeOffset At, List<Line> Lines, Dictionary<string, long> Counts, DayOfWeek Day, Line? Last);

[Message("damaged-json", Format = SchemaFormat.Json)]
public sealed partial record DamagedJson(
    [Key] string Id, DateTimeOffset At, List<Line> Lines, Dictionary<string, long> Counts, DayOfWeek Day, Line? Last);

[ConsumerGroup("survivor")]
[DeadLetters]
public sealed class Survivor(Inbox inbox)
{
    [Handle]
    public ValueTask On(DamagedAvro value, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("survivor", value, context, cancellationToken);

    [Handle]
    public ValueTask On(DamagedProtobuf value, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("survivor", value, context, cancellationToken);

    [Handle]
    public ValueTask On(DamagedJson value, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("survivor", value, context, cancellationToken);
}
