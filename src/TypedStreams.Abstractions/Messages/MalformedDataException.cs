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
    /// <param name="field">The field that the byte lies in, such as <c>Lines[2].Price</c>, or null.</param>
    public MalformedDataException(string problem, int position, string? field = null)
        : base($"Malformed data at byte {position}{(field is null ? "" : $", in {field}")}: {problem}.")
    {
        Problem = problem;
        Position = position;
        Field = field;
    }

    /// <summary>What is wrong, one clause.</summary>
    public string Problem { get; }

    /// <summary>Zero-based byte of the value at which the problem was noticed.</summary>
    public int Position { get; }

    /// <summary>
    /// The field that the byte lies in, such as <c>Lines[2].Price</c>. Consumers find it; null where it was not looked
    /// for, and where the byte is in no field.
    /// </summary>
    public string? Field { get; }

    [DoesNotReturn]
    internal static void Throw(string problem, int position) => throw new MalformedDataException(problem, position);
}
