// The schemas of the messages in a built assembly, read from its metadata: the generator leaves them there as
// constants. Nothing of the assembly runs, and none of what it refers to must be there.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TypedStreams.Server.Verbs.Schemas;

/// <param name="Subject">Where it is registered.</param>
/// <param name="Format">"Avro", "Protobuf" or "Json".</param>
/// <param name="Text">The schema.</param>
internal sealed record BuiltSchema(string Subject, string Format, string Text)
{
    private const string Mark = "Codec";

    /// <summary>One a message, in the order of the assembly.</summary>
    /// <exception cref="UsageException">The file is no assembly.</exception>
    internal static IReadOnlyList<BuiltSchema> Read(string assembly)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(assembly));
            MetadataReader metadata = file.GetMetadataReader();
            return [.. metadata.TypeDefinitions.Select(type => Of(metadata, type)).OfType<BuiltSchema>()];
        }
        catch (BadImageFormatException)
        {
            throw new UsageException($"{assembly} is not a .NET assembly.");
        }
    }

    private static BuiltSchema? Of(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        string name = metadata.GetString(type.Name);
        int end = name.IndexOf(Mark, StringComparison.Ordinal);
        return type.IsNested && end > 0
            && Constant(metadata, type, "SchemaText") is { } text && Constant(metadata, type, "Subject") is { } subject
            ? new BuiltSchema(subject, name[..end], text)
            : null;
    }

    private static string? Constant(MetadataReader metadata, TypeDefinition type, string name)
    {
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = metadata.GetFieldDefinition(handle);
            if (metadata.StringComparer.Equals(field.Name, name) && !field.GetDefaultValue().IsNil)
            {
                Constant constant = metadata.GetConstant(field.GetDefaultValue());
                return constant.TypeCode == ConstantTypeCode.String
                    ? metadata.GetBlobReader(constant.Value).ReadConstant(ConstantTypeCode.String) as string
                    : null;
            }
        }

        return null;
    }
}
