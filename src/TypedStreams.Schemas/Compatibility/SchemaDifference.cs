namespace TypedStreams.Schemas;

/// <summary>One difference between two schemas.</summary>
/// <param name="KindName">
/// Which difference, as registries name it, for example TYPE_MISMATCH. The names of a format stand in
/// <see cref="Avro.AvroDifferences"/> and <see cref="Protobuf.ProtoDifferences"/>.
/// </param>
/// <param name="Message">The detail: for Avro in the words of Avro Java, else one sentence.</param>
/// <param name="Location">
/// The place: for Avro a JSON pointer into the reader schema ("/" is its root, as Avro Java writes it), else "#/" and
/// the steps that lead to it.
/// </param>
public sealed record SchemaDifference(string KindName, string Message, string Location);
