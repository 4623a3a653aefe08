namespace TypedStreams.Views;

/// <summary>One entry of a map, as it lies in a message.</summary>
/// <typeparam name="T">The value: what a property of that type would be.</typeparam>
/// <param name="key">The key.</param>
/// <param name="value">The value.</param>
public readonly ref struct ViewEntry<T>(Utf8View key, T value)
    where T : allows ref struct
{
    /// <summary>The key.</summary>
    public Utf8View Key { get; } = key;

    /// <summary>The value.</summary>
    public T Value { get; } = value;
}
