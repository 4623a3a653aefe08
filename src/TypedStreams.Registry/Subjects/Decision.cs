using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>A value, or the error that stands in its place.</summary>
internal readonly record struct Outcome<T>(T? Value, RegistryError? Error)
{
    public static implicit operator Outcome<T>(T value) => new(value, Error: null);

    public static implicit operator Outcome<T>(RegistryError error) => new(default, error);
}

/// <summary>
/// What a command comes to: records to append, and the reply to give once they are durable. An error has no records.
/// Every prefix of the records leaves a state that the next command can go on from.
/// </summary>
internal readonly record struct Decision<T>(ImmutableArray<RegistryRecord> Records, T? Reply, RegistryError? Error)
{
    public static implicit operator Decision<T>(RegistryError error) => new([], default, error);

    public static implicit operator Decision<T>(T reply) => new([], reply, Error: null);
}
