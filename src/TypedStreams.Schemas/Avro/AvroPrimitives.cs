// The eight primitive types as shared instances: without properties one object a type is enough.

namespace TypedStreams.Schemas.Avro;

internal static class AvroPrimitives
{
    private static readonly Dictionary<string, AvroPrimitive> ByName = new(StringComparer.Ordinal)
    {
        ["null"] = new(AvroType.Null),
        ["boolean"] = new(AvroType.Boolean),
        ["int"] = new(AvroType.Int),
        ["long"] = new(AvroType.Long),
        ["float"] = new(AvroType.Float),
        ["double"] = new(AvroType.Double),
        ["bytes"] = new(AvroType.Bytes),
        ["string"] = new(AvroType.String),
    };

#pragma warning disable CS8601 // netstandard2.0 lacks the annotation that null comes out with false only.
    internal static bool TryGet(string name, out AvroPrimitive primitive) => ByName.TryGetValue(name, out primitive);
#pragma warning restore CS8601
}
