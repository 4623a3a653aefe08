using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

/// <summary>From what a core decided to what a handler goes on with.</summary>
internal static class Outcomes
{
    /// <summary>The value.</summary>
    /// <exception cref="RegistryException">It is an error instead.</exception>
    internal static T Value<T>(Outcome<T> outcome) =>
        outcome.Error is { } error ? throw new RegistryException(error) : outcome.Value!;
}
