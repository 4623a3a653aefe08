// Names and expressions that several emitters need.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal static class FieldText
{
    public static string Local(this FieldModel field) => char.ToLowerInvariant(field.Name[0]) + field.Name.Substring(1);

    public static string Flexible(this FieldModel field) => field.Flexible ? "flexible" : "flexible: false";

    // True in an expression when the property differs from its default.
    public static string IsSet(this FieldModel field) => field switch
    {
        { IsNullable: true, Default: "" } => $"{field.Name} is not null",
        { IsNullable: true, IsList: true } => $"{field.Name} is not {{ Count: 0 }}",
        { IsList: true } => $"{field.Name}.Count != 0",
        { Type: WireType.String } => $"{field.Name} is not \"\"",
        { Type: WireType.Bytes, IsNullable: true } => $"{field.Name} is not {{ IsEmpty: true }}",
        { Type: WireType.Bytes } => $"!{field.Name}.IsEmpty",
        { Type: WireType.Records } => $"!{field.Name}.IsNull",
        { Type: WireType.Guid } => $"{field.Name} != global::System.Guid.Empty",
        { Type: WireType.Boolean, Default: "true" } => $"!{field.Name}",
        { Type: WireType.Boolean } => field.Name,
        { Default: "" } => $"{field.Name} != 0",
        _ => $"{field.Name} != {field.Default}",
    };

    // True for a version that the message does not have.
    public static string UnknownCondition(this VersionRange range) =>
        range.Low == range.High ? $"version != {range.Low}" : $"version is < {range.Low} or > {range.High}";

    // "versions 3 to 7" in messages for people.
    public static string Describe(this VersionRange range) => range switch
    {
        { High: VersionRange.Open } => $"versions {range.Low} and up",
        _ when range.Low == range.High => $"version {range.Low}",
        _ => $"versions {range.Low} to {range.High}",
    };
}
