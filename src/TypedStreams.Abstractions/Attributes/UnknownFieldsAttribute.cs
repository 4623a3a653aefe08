namespace TypedStreams;

/// <summary>
/// Marks a settable <see cref="ReadOnlyMemory{T}"/> of bytes that keeps the Protobuf fields which the type does not
/// have, so that they are written again. It is no field of the schema. Without it unknown fields are skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnknownFieldsAttribute : Attribute;
