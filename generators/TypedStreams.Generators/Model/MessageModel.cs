// Everything generation needs of one message type, as values: no symbols, no syntax, no locations.

using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Model;

/// <param name="Declarations">"partial record X", outermost containing type first.</param>
/// <param name="Namespace">C# namespace, "" for the global one.</param>
/// <param name="CSharp">The type, fully qualified.</param>
/// <param name="Formats">"Avro", "Protobuf", "Json": the topic's own first.</param>
/// <param name="CodecSuffix">Keeps the nested codec classes free of clashes with members.</param>
/// <param name="HasOwnSubject">True when the attribute names the subject, or how it is named.</param>
/// <param name="NamedBy">The strategy by which the attribute names the subject, or null.</param>
/// <param name="Source">Text of the schema file that the type was made of, or null.</param>
/// <param name="Key">The key member, or null.</param>
/// <param name="Records">Every record type reached, the message itself first.</param>
/// <param name="Enums">Every enum type reached.</param>
/// <param name="Unions">Every closed hierarchy reached.</param>
internal sealed record MessageModel(
    EquatableArray<string> Declarations,
    string Namespace,
    string CSharp,
    EquatableArray<string> Formats,
    string CodecSuffix,
    bool StrictJson,
    string Topic,
    string Subject,
    bool HasOwnSubject,
    int? NamedBy,
    string? Source,
    FieldModel? Key,
    EquatableArray<RecordModel> Records,
    EquatableArray<EnumModel> Enums,
    EquatableArray<UnionModel> Unions)
{
    /// <summary>Name of the nested class that holds a format's codec.</summary>
    internal string Codec(string format) => format + "Codec" + CodecSuffix;

    /// <summary>The file's text, when the type was made of a file of that format.</summary>
    internal string? SourceOf(string format) => format == Formats[0] ? Source : null;
}

/// <param name="CSharp">The type, fully qualified.</param>
/// <param name="MethodName">What codec methods call it; unique in the message.</param>
/// <param name="IsRecursive">True when the record can hold itself, so that reading bounds the depth.</param>
/// <param name="IsCase">True when it is a case of a union, so that JSON names it.</param>
/// <param name="UnknownMember">The property that keeps unknown Protobuf fields, or null.</param>
internal sealed record RecordModel(
    string CSharp,
    string MethodName,
    NameModel Name,
    bool IsValueType,
    bool IsRecursive,
    bool IsCase,
    string? UnknownMember,
    EquatableArray<FieldModel> Fields);

/// <param name="Simple">Name in schemas.</param>
/// <param name="Namespace">Its namespace, "" without one.</param>
/// <param name="Doc">Documentation, or null.</param>
internal sealed record NameModel(string Simple, string Namespace, EquatableArray<string> Aliases, string? Doc);

/// <param name="Member">C# property.</param>
/// <param name="Name">Schema field.</param>
/// <param name="Number">Protobuf field number.</param>
/// <param name="Default">What a reader takes when the writer had no such field, or null.</param>
/// <param name="IsOmitted">True when JSON leaves the member out where it is null.</param>
/// <param name="Argument">Place among the constructor's arguments, or -1: set in the object initializer.</param>
internal sealed record FieldModel(
    string Member,
    string Name,
    TypeModel Type,
    int Number,
    DefaultModel? Default,
    string? Doc,
    int Argument,
    EquatableArray<string> Aliases,
    bool IsOmitted = false);

/// <param name="AvroJson">Default of the Avro schema as JSON text.</param>
/// <param name="Json">The same value as JSON messages hold it; null when JSON has no such value.</param>
/// <param name="CSharp">The same value as a C# expression.</param>
internal sealed record DefaultModel(string AvroJson, string? Json, string CSharp);

/// <param name="Fallback">The symbol that unknown ones are read as, or null.</param>
internal sealed record EnumModel(
    string CSharp, string MethodName, NameModel Name, EquatableArray<SymbolModel> Symbols, string? Fallback);

/// <param name="Name">The member and the symbol.</param>
/// <param name="Value">Its C# constant; int, or larger when no Protobuf codec is asked for.</param>
internal sealed record SymbolModel(string Name, long Value);

/// <param name="CSharp">The abstract type, fully qualified.</param>
/// <param name="Cases">C# names of the records that it may be.</param>
internal sealed record UnionModel(string CSharp, string MethodName, NameModel Name, EquatableArray<string> Cases);

/// <summary>A schema, which is made at build.</summary>
internal sealed record SchemaModel(string Format, string Text, ulong Fingerprint);

/// <summary>A message with its schemas, in the order of its formats.</summary>
/// <param name="Versions">Recorded versions that get readers of their own.</param>
internal sealed record ContractModel(
    MessageModel Message, EquatableArray<SchemaModel> Schemas, EquatableArray<RecordedVersion> Versions = default);
