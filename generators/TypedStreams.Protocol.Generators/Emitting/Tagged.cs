using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal static class Tagged
{
    // The tagged fields of a class in the order in which they must be written.
    public static FieldModel[] In(StructModel type, VersionRange flexible) =>
        type.Fields
            .Where(field => field.IsTagged && !field.Versions.Intersect(flexible).IsEmpty)
            .OrderBy(field => field.Tag)
            .ToArray();
}
