namespace TypedStreams.Protocol.Generators.Model;

/// <summary>A class with fields: the message itself or one nested in it.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Range">Versions in which the class can occur.</param>
/// <param name="Fields">Fields in wire order.</param>
/// <param name="MinSize">Bytes of its smallest encoding in any version.</param>
internal sealed record StructModel(string Name, VersionRange Range, EquatableArray<FieldModel> Fields, int MinSize);
