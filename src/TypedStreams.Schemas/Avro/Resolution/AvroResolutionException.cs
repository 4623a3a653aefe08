namespace TypedStreams.Schemas.Avro;

/// <summary>
/// Data that cannot be carried over to the reader's schema: malformed, or a value only the writer's schema knows.
/// Fatal for the record: trying again gives the same error.
/// </summary>
/// <param name="problem">What is wrong, one clause.</param>
/// <param name="position">Zero-based byte of the written data.</param>
public sealed class AvroResolutionException(string problem, int position)
    : FormatException($"Cannot read byte {position} of the written data: {problem}.")
{
    /// <summary>What is wrong, one clause.</summary>
    public string Problem { get; } = problem;

    /// <summary>Zero-based byte of the written data.</summary>
    public int Position { get; } = position;
}
