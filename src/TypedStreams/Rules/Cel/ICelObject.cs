namespace TypedStreams.Rules.Cel;

/// <summary>A value with named fields, such as a message.</summary>
internal interface ICelObject
{
    /// <summary>The field's value; false when the type has no such field.</summary>
    bool TryGet(string field, out object? value);

    /// <summary>True when the field is set: there, and not its type's empty value.</summary>
    bool Has(string field);
}

/// <summary>A type as a value: what type() answers, and what the names of types stand for.</summary>
internal sealed record CelType(string Name)
{
    private static readonly string[] Names =
        ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

    internal static CelType? Named(string name) => Array.IndexOf(Names, name) >= 0 ? new CelType(name) : null;

    internal static CelType Of(object? value) => new(value switch
    {
        null => "null_type",
        bool => "bool",
        byte[] => "bytes",
        double => "double",
        long => "int",
        ulong => "uint",
        string => "string",
        DateTimeOffset => "google.protobuf.Timestamp",
        TimeSpan => "google.protobuf.Duration",
        CelType => "type",
        IReadOnlyList<object?> => "list",
        _ => "map",
    });
}
