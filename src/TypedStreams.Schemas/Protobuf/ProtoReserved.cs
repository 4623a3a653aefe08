namespace TypedStreams.Schemas.Protobuf;

/// <summary>One <c>reserved</c> statement: numbers or names that no field or value may use.</summary>
/// <param name="Ranges">Reserved numbers.</param>
/// <param name="Names">Reserved names.</param>
public sealed record ProtoReserved(IReadOnlyList<ProtoRange> Ranges, IReadOnlyList<string> Names);
