// Several types in one topic, each with a subject of its own.

using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

[Message("moves", Namespace = "shop", SubjectNameStrategy = SubjectNameStrategy.TopicRecordName)]
public sealed partial record Entered([Key] string Id, int Door);

[Message("moves", Namespace = "shop", SubjectNameStrategy = SubjectNameStrategy.TopicRecordName)]
public sealed partial record Left([Key] string Id, string Why);

[Message(
    "moves",
    Namespace = "shop",
    Format = SchemaFormat.Protobuf,
    SubjectNameStrategy = SubjectNameStrategy.RecordName)]
public sealed partial record Moved([Key] string Id, long Metres);

[Message("moves", Format = SchemaFormat.Json, SubjectNameStrategy = SubjectNameStrategy.RecordName)]
public sealed partial record Rested([Key] string Id, int Minutes);

[ConsumerGroup("movement")]
public sealed class Movement(Inbox inbox)
{
    [Handle]
    public ValueTask On(Entered message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("movement", message, context, cancellationToken);

    [Handle]
    public ValueTask On(Left message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("movement", message, context, cancellationToken);

    [Handle]
    public ValueTask On(Moved message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("movement", message, context, cancellationToken);

    [Handle]
    public ValueTask On(Rested message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("movement", message, context, cancellationToken);
}
