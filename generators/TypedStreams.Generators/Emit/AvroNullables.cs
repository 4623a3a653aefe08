// Nullable members of the commonest scalars: the library reads and writes the union of null and the scalar, which saves
// every codec, and the compiler, a branch for each.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class AvroNullables
{
    /// <summary>The expression that reads the member; null when the library does not know it.</summary>
    internal static string? Read(TypeModel type) => Scalar(type.Inner!) is { } scalar
        ? $"reader.ReadNullable{scalar}{(type.Inner!.Shape == Shape.DateTimeOffset ? "Offset" : "")}"
            + $"({(type.NullBranch == 0 ? "" : "valueBranch: 0")})"
        : null;

    /// <summary>The statement that writes the member; null when the library does not know it.</summary>
    internal static string? Write(TypeModel type, string expression) => Scalar(type.Inner!) is { } scalar
        ? $"writer.WriteNullable{scalar}({expression}{(type.NullBranch == 0 ? "" : ", valueBranch: 0")});"
        : null;

    private static string? Scalar(TypeModel type) => type.Shape switch
    {
        Shape.String or Shape.Boolean or Shape.Int or Shape.Long or Shape.Double or Shape.Guid => $"{type.Shape}",
        Shape.DateTime or Shape.DateTimeOffset when !type.IsMillis => "Timestamp",
        _ => null,
    };
}
