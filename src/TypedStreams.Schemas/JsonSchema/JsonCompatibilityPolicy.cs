namespace TypedStreams.Schemas.JsonSchema;

/// <summary>How properties count that only one of two JSON Schemas describes.</summary>
public enum JsonCompatibilityPolicy
{
    /// <summary>
    /// By what the schema accepts: a property that is not described may be there with any value. The default, as in
    /// Confluent's registry.
    /// </summary>
    Strict,

    /// <summary>
    /// Readers ignore what they do not know, and writers write nothing but what they describe: optional properties
    /// come and go.
    /// </summary>
    Lenient,
}
