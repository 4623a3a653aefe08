// What a format must know for the registry. Implementations are pure and without state.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Formats;

internal interface ISchemaFormat
{
    /// <summary>AVRO, PROTOBUF or JSON.</summary>
    string Name { get; }

    /// <summary>Parses a text that a client sent.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="references">What it borrows, each after those it borrows from itself.</param>
    /// <param name="normalize">Whether the stored text is the normalized one.</param>
    Outcome<ParsedSchema> Parse(string text, IReadOnlyList<BorrowedText> references, bool normalize);

    /// <summary>The model of a stored text, which is not validated again; null when it cannot be read at all.</summary>
    object? Load(string text, IReadOnlyList<BorrowedText> references);

    /// <summary>What stops the reader's model from reading data of the writer's; empty when nothing does.</summary>
    /// <param name="reader">The model of the reader.</param>
    /// <param name="writer">The model of the writer.</param>
    /// <param name="isLenient">Whether optional properties come and go; means nothing but to JSON Schema.</param>
    IReadOnlyList<SchemaDifference> Check(object reader, object writer, bool isLenient);

    /// <summary>
    /// A difference in the words of Confluent's registry; <paramref name="reader"/> and <paramref name="writer"/> are
    /// "new" or "old".
    /// </summary>
    string Print(SchemaDifference difference, string reader, string writer);

    /// <summary>
    /// The text in another form that clients ask for by name; null when the format has none of that name.
    /// </summary>
    string? Reformat(object model, string form) => null;

    /// <summary>A text that is equal for schemas that differ in nothing but their spelling.</summary>
    string Essence(object model);

    /// <summary>The names of the fields at the top.</summary>
    IEnumerable<string> FieldNames(object model);

    /// <summary>The tagged records and fields, in the order in which they stand.</summary>
    IEnumerable<EntityTags> Tags(object model);

    /// <summary>The text with tags put on and taken off; 42201 when there is nothing to put one on.</summary>
    Outcome<string> Tag(string text, IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove);
}

/// <summary>A schema's model and the text it is stored as.</summary>
internal sealed record ParsedSchema(string Text, object Model);

/// <summary>A text that a schema borrows, and the name it borrows it by.</summary>
internal readonly record struct BorrowedText(string Name, string Text);
