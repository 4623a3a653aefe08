namespace TypedStreams.Rules.Cel;

/// <summary>
/// An expression that is none, or that has no value here. The message says what and at which character.
/// </summary>
public sealed class CelException : Exception
{
    internal CelException(string message, int position)
        : base($"{message} (at character {position})") => Position = position;

    /// <summary>Where in the expression, from 0.</summary>
    public int Position { get; }
}
