// What the generator has left in an assembly as constants, read from its metadata: nothing of it runs, and none of what
// it refers to must be there.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TypedStreams.Server.Verbs.Application;

/// <param name="Type">The C# type, with its namespace.</param>
/// <param name="Topic">Where it goes.</param>
/// <param name="Subject">Where its schema is registered.</param>
/// <param name="Format">"Avro", "Protobuf" or "Json".</param>
/// <param name="Schema">The schema's text; null when only the running type knows it.</param>
/// <param name="Key">The field that is the key, and what it is; null without a key.</param>
internal sealed record BuiltMessage(
    string Type, string Topic, string Subject, string Format, string? Schema, (string Field, string Type)? Key)
{
    /// <summary>The type's own name.</summary>
    internal string Name => Type[(Type.LastIndexOf('.') + 1)..];
}

/// <param name="Messages">In the order of the assembly.</param>
/// <param name="Contracts">What its groups and producers say, lines each.</param>
/// <param name="References">The assemblies beside it that it refers to.</param>
internal sealed record BuiltAssembly(
    IReadOnlyList<BuiltMessage> Messages, IReadOnlyList<string> Contracts, IReadOnlyList<string> References)
{
    /// <exception cref="UsageException">The file is no assembly.</exception>
    internal static BuiltAssembly Read(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            MetadataReader metadata = file.GetMetadataReader();
            var messages = new List<BuiltMessage>();
            var contracts = new List<string>();
            foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
            {
                TypeDefinition type = metadata.GetTypeDefinition(handle);
                var constants = new TypeConstants(metadata, type);
                if (constants["Contract"] is not { } contract)
                {
                    continue;
                }

                if (contract.StartsWith("message ", StringComparison.Ordinal))
                {
                    messages.Add(Message(metadata, type, constants, contract));
                }
                else
                {
                    contracts.Add(contract);
                }
            }

            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new BuiltAssembly(
                messages,
                contracts,
                [
                    .. metadata.AssemblyReferences
                        .Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))
                        .Select(name => Path.Combine(folder, name + ".dll"))
                        .Where(File.Exists),
                ]);
        }
        catch (BadImageFormatException)
        {
            throw new UsageException($"{path} is not a .NET assembly.");
        }
    }

    // Lines of a word and what it is: message, topic, subject unless it is the topic's, key and its kind if it has one.
    private static BuiltMessage Message(
        MetadataReader metadata, TypeDefinition type, TypeConstants constants, string contract)
    {
        Dictionary<string, string> lines = contract.Split('\n').Select(line => line.Split(' ', 2))
            .ToDictionary(line => line[0], line => line[1]);
        string codec = metadata.GetString(type.Name);
        return new BuiltMessage(
            lines["message"],
            lines["topic"],
            lines.GetValueOrDefault("subject") ?? lines["topic"] + "-value",
            codec[..codec.IndexOf("Codec", StringComparison.Ordinal)],
            constants["SchemaText"],
            lines.GetValueOrDefault("key")?.Split(' ', 2) is [var kind, var field] ? (field, kind) : null);
    }
}

/// <summary>The text constants of a type.</summary>
internal readonly struct TypeConstants(MetadataReader metadata, TypeDefinition type)
{
    internal string? this[string name]
    {
        get
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
}
