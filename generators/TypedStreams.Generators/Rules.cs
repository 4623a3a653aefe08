// Every diagnostic of contracts and handlers, in one table. Messages say what is wrong and how to fix it.

using Microsoft.CodeAnalysis;

namespace TypedStreams.Generators;

internal static class Rules
{
    internal static readonly DiagnosticDescriptor NotPartial = Rule(
        "TS0001",
        "Message type is not partial",
        "'{0}' must be partial, and so must the types around it; add 'partial'");

    internal static readonly DiagnosticDescriptor UnsupportedMember = Rule(
        "TS0002", "Member type has no encoding", "'{0}' of type '{1}' cannot be encoded: {2}");

    internal static readonly DiagnosticDescriptor SeveralKeys = Rule(
        "TS0003",
        "More than one key",
        "'{0}' is a second [Key] of '{1}'; keep one, or key by a string that joins them");

    internal static readonly DiagnosticDescriptor UnsupportedKey = Rule(
        "TS0004",
        "Key type has no encoding",
        "'{0}' of type '{1}' cannot be a key; use a non-nullable string, int, long, Guid, byte[] or a wrapper of one");

    internal static readonly DiagnosticDescriptor DecimalWithoutPrecision = Rule(
        "TS0005",
        "Decimal without precision",
        "'{0}' needs [Decimal(precision, scale)], for example [Decimal(18, 2)] for money");

    internal static readonly DiagnosticDescriptor DecimalOutOfRange = Rule(
        "TS0006",
        "Decimal precision or scale is out of range",
        "[Decimal({1}, {2})] on '{0}' must have a precision of 1 to 28 and a scale of 0 to the precision");

    internal static readonly DiagnosticDescriptor NotConstructible = Rule(
        "TS0007",
        "Type cannot be created",
        "'{0}' cannot be created when it is read; give it a constructor whose parameters are named like its "
        + "properties, or a parameterless one and properties with init or set");

    internal static readonly DiagnosticDescriptor InvalidSchema = Rule(
        "TS0008", "The schema of the message is not valid", "The schema of '{0}' is not valid: {1}");

    internal static readonly DiagnosticDescriptor UnsupportedShape = Rule(
        "TS0009",
        "Type cannot be a message",
        "'{0}' cannot be a message because it is {1}; use a plain record or class");

    internal static readonly DiagnosticDescriptor UnsupportedFormat = Rule(
        "TS0010",
        "Format does not exist",
        "'{0}' asks for a format that is not in SchemaFormat; use Avro, Protobuf or Json");

    internal static readonly DiagnosticDescriptor InvalidTopic = Rule(
        "TS0011",
        "Topic name is not valid",
        "'{1}' on '{0}' is not a topic; use 1 to 249 letters, digits, '.', '_' and '-', and not '.' or '..'");

    internal static readonly DiagnosticDescriptor InvalidNumber = Rule(
        "TS0012",
        "Field number is not usable",
        "{0} on '{1}' is no free Protobuf field number; use one of 1 to 536870911, not of 19000 to 19999, once");

    internal static readonly DiagnosticDescriptor BadSchemaFile = Rule(
        "TS0013",
        "Schema file cannot become a type",
        "'{0}' cannot be made of '{1}': {2}");

    internal static readonly DiagnosticDescriptor BadProtocMessage = Rule(
        "TS0014",
        "Type of protoc cannot be a message so",
        "'{0}' is made by protoc: {1}");

    internal static readonly DiagnosticDescriptor NoView = Rule(
        "TS0015",
        "Message has no view",
        "'{0}' cannot be a view of '{1}': {2}");

    internal static readonly DiagnosticDescriptor BadView = Rule(
        "TS0016",
        "Type cannot be a view",
        "'{0}' cannot be a view: {1}; declare it as [View<TheMessage>] readonly ref partial struct {0};");

    internal static readonly DiagnosticDescriptor BadHandler = Rule(
        "TS0020",
        "Handler signature is not usable",
        "'{0}' cannot be a handler: {1}");

    internal static readonly DiagnosticDescriptor DuplicateHandler = Rule(
        "TS0021",
        "Message has two handlers in one group",
        "'{0}' handles '{1}' again; keep one handler a message and group");

    internal static readonly DiagnosticDescriptor NoHandlers = Rule(
        "TS0022", "Consumer group has no handlers", "'{0}' has no [Handle] method; add one, or remove [ConsumerGroup]");

    internal static readonly DiagnosticDescriptor BadGroup = Rule(
        "TS0023", "Class cannot be a consumer group", "'{0}' cannot be a consumer group: {1}");

    internal static readonly DiagnosticDescriptor BadOutput = Rule(
        "TS0024",
        "Handler returns what is no message",
        "'{0}' returns '{1}', which is not made of messages; return types with [Message], sequences or tuples of them, "
        + "or nothing");

    internal static readonly DiagnosticDescriptor OutputWithoutExactlyOnce = Rule(
        "TS0025",
        "Returned message would be lost",
        "'{0}' returns '{1}', and only exactly-once handlers have a transaction to send it in; write "
        + "[Handle(ExactlyOnce = true)], or send it with IProducer<T>");

    internal static readonly DiagnosticDescriptor MixedDelivery = Rule(
        "TS0026",
        "Consumer group mixes deliveries",
        "'{0}' has handlers with ExactlyOnce and without; a group's offsets are in its transactions or they are not, "
        + "so give all handlers the same, or make two groups");

    internal static readonly DiagnosticDescriptor ProducerInPipeline = Rule(
        "TS0027",
        "Exactly-once handler sends outside of its transaction",
        "'{0}' is exactly once and takes the producer '{1}', whose messages are sent again after an abort; return them "
        + "instead");

    internal static readonly DiagnosticDescriptor BadHandling = Rule(
        "TS0028",
        "Handling option is not usable",
        "'{0}' cannot be handled so: {1}");

    internal static readonly DiagnosticDescriptor Incompatible = Rule(
        "TS0030",
        "Schema breaks the rule of its subject",
        "The schema breaks subject '{0}' ({1}): {2}. It breaks {3}. To fix it, {4}.");

    internal static readonly DiagnosticDescriptor BadSubject = Rule(
        "TS0031",
        "Recorded subject cannot be used",
        "The folder of subject '{0}' under schemas cannot be used: {1}");

    internal static readonly DiagnosticDescriptor NotRecorded = Rule(
        "TS0032",
        "Schema is not recorded yet",
        "The schema of subject '{0}' fits its versions and is not among them; record it as {1} before it goes out",
        DiagnosticSeverity.Info);

    internal static readonly DiagnosticDescriptor AssociatedSubject = Rule(
        "TS0033",
        "Subject is known only when the application runs",
        "'{0}' cannot name its subject by SubjectNameStrategy.Associated, which the registry answers at run time; take "
        + "it out, and set TypedStreams:Producer:SubjectNameStrategy to Associated in the application");

    internal static DiagnosticDescriptor Rule(
        string id,
        string title,
        string message,
        DiagnosticSeverity severity = DiagnosticSeverity.Error,
        params string[] tags) => new(
        id,
        title,
        message,
        "TypedStreams",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"generators/TypedStreams.Generators/diagnostics.md#{id.ToLowerInvariant()}",
        customTags: tags);
}
