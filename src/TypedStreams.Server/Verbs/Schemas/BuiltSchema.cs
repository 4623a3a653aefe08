// The schemas of the messages in a built assembly, read from its metadata: the generator leaves them there as
// constants. Nothing of the assembly runs, and none of what it refers to must be there.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using TypedStreams.Server.Verbs.Application;

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
        var constants = new TypeConstants(metadata, type);
        return type.IsNested && end > 0
            && constants["SchemaText"] is { } text && constants["Subject"] is { } subject
            ? new BuiltSchema(subject, name[..end], text)
            : null;
    }
}
