// The fewest bytes that a class can take on the wire. Readers hold array counts against it before they allocate.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Parsing;

internal sealed class MinimumSizes(Dictionary<string, EquatableArray<FieldModel>> fields, VersionRange flexible)
{
    public int Of(string name, VersionRange range)
    {
        int smallest = int.MaxValue;
        for (int version = range.Low; version <= range.High; version++)
            smallest = Math.Min(smallest, Of(name, version));
        return Math.Max(smallest, 1);
    }

    private int Of(string name, int version)
    {
        bool isFlexible = flexible.Contains(version);
        return (isFlexible ? 1 : 0) + fields[name]
            .Where(field => !field.IsTagged && field.Versions.Contains(version))
            .Sum(field => Of(field, version, isFlexible));
    }

    private int Of(FieldModel field, int version, bool isFlexible) => field switch
    {
        { IsList: true } => isFlexible ? 1 : 4,
        { Type: WireType.String } => isFlexible && field.Flexible ? 1 : 2,
        { Type: WireType.Bytes or WireType.Records } => isFlexible ? 1 : 4,
        { Type: WireType.Struct } => field.IsNullableOnWire ? 1 : Of(field.TypeName, version),
        _ => field.Type.FixedSize(),
    };
}
