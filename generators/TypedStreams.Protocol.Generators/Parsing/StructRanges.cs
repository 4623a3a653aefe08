// In which versions each nested class can occur: those of the fields that use it, within those of their owners.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Parsing;

internal static class StructRanges
{
    public static Dictionary<string, VersionRange> Of(
        string root,
        VersionRange range,
        Dictionary<string, EquatableArray<FieldModel>> fields)
    {
        var ranges = new Dictionary<string, VersionRange>();
        Visit(root, range);
        return ranges;

        void Visit(string name, VersionRange context)
        {
            VersionRange known = ranges.TryGetValue(name, out VersionRange found) ? found : VersionRange.None;
            ranges[name] = known.Union(context);
            foreach (FieldModel field in fields[name])
            {
                VersionRange used = field.Versions.Intersect(context);
                if (field.Type == WireType.Struct && !used.IsEmpty)
                    Visit(field.TypeName, used);
            }
        }
    }
}
