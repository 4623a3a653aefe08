namespace TypedStreams.Schemas.Protobuf;

/// <summary>One <c>extensions</c> statement: numbers that other files may use for fields of this message.</summary>
/// <param name="Ranges">The numbers.</param>
/// <param name="Options">Options of the statement.</param>
public sealed record ProtoExtensions(IReadOnlyList<ProtoRange> Ranges, IReadOnlyList<ProtoOption> Options);
