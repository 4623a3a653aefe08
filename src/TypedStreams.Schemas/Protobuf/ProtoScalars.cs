// The names of scalar types, and which of them may be the key of a map.

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Names of scalar types.</summary>
public static class ProtoScalars
{
    private static readonly Dictionary<string, ProtoScalar> ByName = Enum.GetNames(typeof(ProtoScalar)).ToDictionary(
        name => name.ToLowerInvariant(),
        name => (ProtoScalar)Enum.Parse(typeof(ProtoScalar), name),
        StringComparer.Ordinal);

    /// <summary>The name in .proto files, for example <c>sfixed32</c>.</summary>
    public static string ToName(this ProtoScalar scalar) => scalar.ToString().ToLowerInvariant();

    /// <summary>The scalar of that name, or null.</summary>
    public static ProtoScalar? TryGet(string name) => ByName.TryGetValue(name, out var scalar) ? scalar : null;

    /// <summary>True for whole numbers, bool and string.</summary>
    internal static bool CanBeKey(ProtoScalar scalar) =>
        scalar is not (ProtoScalar.Double or ProtoScalar.Float or ProtoScalar.Bytes);

    /// <summary>True for types whose repeated fields may be packed.</summary>
    internal static bool CanBePacked(ProtoScalar scalar) => scalar is not (ProtoScalar.String or ProtoScalar.Bytes);
}
