namespace TypedStreams.Schemas.JsonSchema;

/// <summary>The versions of JSON Schema that differ in what keywords mean.</summary>
public enum JsonSchemaDraft
{
    /// <summary>draft-04: <c>id</c>, boolean <c>exclusiveMinimum</c>, no boolean schemas.</summary>
    Draft4,

    /// <summary>draft-06.</summary>
    Draft6,

    /// <summary>draft-07, which a schema without <c>$schema</c> means.</summary>
    Draft7,

    /// <summary>2019-09: keywords beside <c>$ref</c> count.</summary>
    Draft2019,

    /// <summary>2020-12: <c>prefixItems</c>, <c>$dynamicRef</c>.</summary>
    Draft2020,
}
