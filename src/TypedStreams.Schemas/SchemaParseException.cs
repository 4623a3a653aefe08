namespace TypedStreams.Schemas;

/// <summary>
/// A schema text that cannot be used. The message says what is wrong, where, and what to do; retrying does not help.
/// </summary>
public sealed class SchemaParseException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong and what to do, one sentence.</param>
    /// <param name="location">
    /// JSON pointer into the schema text, or "line L, column C" when the text is not JSON.
    /// </param>
    public SchemaParseException(string problem, string location)
        : base($"{problem} (at {(location.Length == 0 ? "the root" : location)})")
    {
        Problem = problem;
        Location = location;
    }

    /// <summary>What is wrong and what to do, without the place.</summary>
    public string Problem { get; }

    /// <summary>JSON pointer ("/fields/0/type", "" is the root) or "line L, column C".</summary>
    public string Location { get; }
}
