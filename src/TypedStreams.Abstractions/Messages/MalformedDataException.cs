using System.Diagnostics.CodeAnalysis;

namespace TypedStreams;

/// <summary>
/// Bytes that are not what the schema says. Fatal for the record: reading it again gives the same error.
/// </summary>
public sealed class MalformedDataException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong, one clause.</param>
    /// <param name="position">Zero-based byte at which it was noticed.</param>
    public MalformedDataException(string problem, int position)
        : base($"Malformed data at byte {position}: {problem}.") => Position = position;

    /// <summary>Zero-based byte of the value at which the problem was noticed.</summary>
    public int Position { get; }

    [DoesNotReturn]
    internal static void Throw(string problem, int position) => throw new MalformedDataException(problem, position);
}
