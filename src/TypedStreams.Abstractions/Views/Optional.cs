namespace TypedStreams.Views;

/// <summary>
/// A part of a message that may be null, where the part is a view, text or bytes; numbers and the like are nullable
/// as in C#.
/// </summary>
/// <typeparam name="T">The view.</typeparam>
/// <param name="value">What is there.</param>
public readonly ref struct Optional<T>(T value)
    where T : allows ref struct
{
    private readonly T _value = value;

    /// <summary>True when it is not null.</summary>
    public bool HasValue { get; } = true;

    /// <summary>What is there.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is null: ask <see cref="HasValue"/> first, or use <see cref="TryGet"/>.
    /// </exception>
    public T Value => HasValue
        ? _value
        : throw new InvalidOperationException("The member is null. Ask HasValue first, or use TryGet.");

    /// <summary>What is there, and true; false when it is null.</summary>
    public bool TryGet(out T value)
    {
        value = _value;
        return HasValue;
    }
}
