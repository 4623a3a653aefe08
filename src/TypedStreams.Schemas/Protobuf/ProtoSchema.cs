// A linked file: every name has its meaning, and what protoc would refuse has been refused.

namespace TypedStreams.Schemas.Protobuf;

/// <summary>A Protobuf schema: one file with everything it imports. Immutable and thread-safe.</summary>
public sealed class ProtoSchema
{
    private ProtoSchema(ProtoFile file, ProtoFileSet files)
    {
        File = file;
        Files = files;
    }

    /// <summary>The file itself.</summary>
    public ProtoFile File { get; }

    /// <summary>The files it imports, directly or not, by import path.</summary>
    public IReadOnlyDictionary<string, ProtoFile> Imports => Files.Imports;

    /// <summary>The first message, which the schema's name is taken from, or null when there is none.</summary>
    public ProtoMessage? FirstMessage => File.Messages.Count > 0 ? File.Messages[0] : null;

    internal ProtoFileSet Files { get; }

    /// <summary>Gives every name of a file its meaning and checks it.</summary>
    /// <param name="file">The file; it is completed in place and must be linked once only.</param>
    /// <param name="references">Imported files by path.</param>
    /// <param name="validate">False checks no more than that names are known.</param>
    /// <exception cref="SchemaParseException">A name or an import is missing, or a rule is broken.</exception>
    public static ProtoSchema Link(
        ProtoFile file, IReadOnlyDictionary<string, string>? references = null, bool validate = true)
    {
        var files = ProtoFileSet.Load(file, references);
        if (validate)
        {
            ProtoChecks.Check(file, files.Names);
        }

        return new ProtoSchema(file, files);
    }

    /// <summary>The message or enum of that full name, in this file or an imported one, or null.</summary>
    public ProtoType? FindType(string fullName) => Files.Names.Find(fullName) as ProtoType;

    /// <summary>The stored text; see <see cref="ProtoText"/>.</summary>
    public override string ToString() => ProtoText.Of(File);

    /// <summary>The text that equals for files that differ only in order and in how they write names.</summary>
    public string ToNormalizedText() => ProtoText.Of(ProtoNormalizer.Normalize(this));
}
