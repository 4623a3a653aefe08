namespace TypedStreams;

/// <summary>
/// Marks the enum member that stands for symbols this version of the enum does not know (Avro: the enum's default).
/// Without it such a symbol is an error.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FallbackAttribute : Attribute;
