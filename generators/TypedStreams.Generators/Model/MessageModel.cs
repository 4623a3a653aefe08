// Everything generation needs of one message type, as values: no symbols, no syntax, no locations.

namespace TypedStreams.Generators.Model;

/// <param name="Declarations">"partial record X", outermost containing type first.</param>
/// <param name="Namespace">C# namespace, "" for the global one.</param>
/// <param name="CSharp">The type, fully qualified.</param>
/// <param name="CodecName">Name of the nested class that holds the codec; free of clashes with members.</param>
/// <param name="Key">The key member, or null.</param>
/// <param name="Records">Every record type reached, the message itself first.</param>
/// <param name="Enums">Every enum type reached.</param>
internal sealed record MessageModel(
    EquatableArray<string> Declarations,
    string Namespace,
    string CSharp,
    string CodecName,
    string Topic,
    string Subject,
    FieldModel? Key,
    EquatableArray<RecordModel> Records,
    EquatableArray<EnumModel> Enums);

/// <param name="CSharp">The type, fully qualified.</param>
/// <param name="MethodName">What codec methods call it; unique in the message.</param>
/// <param name="IsRecursive">True when the record can hold itself, so that reading bounds the depth.</param>
internal sealed record RecordModel(
    string CSharp,
    string MethodName,
    string AvroName,
    string AvroNamespace,
    bool IsValueType,
    bool IsRecursive,
    EquatableArray<FieldModel> Fields);

/// <param name="Member">C# property.</param>
/// <param name="Name">Schema field.</param>
/// <param name="DefaultJson">Default as JSON text, or null.</param>
/// <param name="Argument">Place among the constructor's arguments, or -1: set in the object initializer.</param>
internal sealed record FieldModel(
    string Member,
    string Name,
    TypeModel Type,
    string? DefaultJson,
    string? Doc,
    int Argument,
    EquatableArray<string> Aliases);

internal sealed record EnumModel(
    string CSharp,
    string MethodName,
    string AvroName,
    string AvroNamespace,
    EquatableArray<string> Symbols);

/// <summary>A message with its schema, which is made at build.</summary>
internal sealed record ContractModel(MessageModel Message, string SchemaText, ulong Fingerprint);
