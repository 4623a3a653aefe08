// From a declaration that names a schema file to its contract: the file's types are written as C#, and the parser of
// every message reads them. They are compiled apart from the project, which knows them only once they are generated;
// so an edit of the project does not come here.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Schemas;

namespace TypedStreams.Generators.SchemaFirst;

/// <summary>A message whose members a file makes.</summary>
/// <param name="Head">What its declaration says.</param>
/// <param name="File">The path that it gives.</param>
/// <param name="Key">The field that is the key, or null.</param>
internal sealed record FileMessage(MessageModel Head, string File, string? Key);

/// <summary>What is generated for it.</summary>
internal sealed record FileContract(string Declarations, ContractModel Contract)
{
    private static readonly Dictionary<string, (string Format, Func<MessageModel, string, string?, string> Write)>
        ByExtension = new(StringComparer.OrdinalIgnoreCase)
        {
            [".avsc"] = ("Avro", AvroDeclarations.Write),
            [".json"] = ("Json", JsonDeclarations.Write),
            [".proto"] = ("Protobuf", ProtobufDeclarations.Write),
        };

    internal static bool IsSchema(string path) => ByExtension.ContainsKey(Path.GetExtension(path));

    /// <summary>The declaration when it names a file; null when it does not, or when anything was reported.</summary>
    internal static FileMessage? Declared(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken) =>
        Parse.Symbols.Argument(attribute, "Schema") is string file
        && MessageParser.Head(type, attribute, problems, cancellationToken) is { } head
            ? new FileMessage(head, file, Parse.Symbols.Argument(attribute, "Key") as string)
            : null;

    /// <summary>The C# types of the file.</summary>
    /// <param name="message">The declaration.</param>
    /// <param name="files">Every schema file of the project.</param>
    /// <exception cref="SchemaFileException">There is no such file, or it cannot become types.</exception>
    internal static string Declare(FileMessage message, IEnumerable<RecordedFile> files)
    {
        if (!ByExtension.TryGetValue(Path.GetExtension(message.File), out var way))
        {
            throw new SchemaFileException(
                $"only files that end in {string.Join(" or ", ByExtension.Keys)} become types");
        }

        if (message.Head.Formats[0] != way.Format)
        {
            throw new SchemaFileException($"the message's Format is then SchemaFormat.{way.Format}");
        }

        var wanted = "/" + message.File.Replace('\\', '/').TrimStart('.', '/');
        var found = files.Where(file => ("/" + file.Path.Replace('\\', '/')).EndsWith(wanted, StringComparison.Ordinal))
            .ToArray();
        if (found.Length != 1)
        {
            throw new SchemaFileException(found.Length == 0
                ? $"no such file is among the AdditionalFiles; add <AdditionalFiles Include=\"{message.File}\" />"
                : $"several AdditionalFiles end so: {string.Join(", ", found.Select(file => file.Path))}; write more "
                + "of the path");
        }

        try
        {
            return way.Write(message.Head, found[0].Text, message.Key);
        }
        catch (SchemaParseException problem)
        {
            throw new SchemaFileException(problem.Message);
        }
    }

    /// <summary>The contract of the declarations; null when they do not make the file's schema.</summary>
    internal static FileContract? Compile(
        FileMessage message,
        string declarations,
        IEnumerable<MetadataReference> references,
        Action<string>? invalid,
        CancellationToken cancellationToken)
    {
        var compilation = CSharpCompilation.Create(
            "Declarations",
            [CSharpSyntaxTree.ParseText(declarations, cancellationToken: cancellationToken)],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var problems = new Problems(problem => invalid?.Invoke(problem.GetMessage()));
        return compilation.GetTypeByMetadataName(MetadataName(message.Head)) is { } type
            && MessageParser.WithMembers(message.Head, type, space: null, problems, cancellationToken) is { } model
            && MessageParser.WithSchema(model, invalid) is { } contract
            ? new FileContract(declarations, contract)
            : null;
    }

    private static string MetadataName(MessageModel head)
    {
        var names = string.Join("+", head.Declarations.Select(declaration => declaration.Split(' ').Last()));
        return head.Namespace.Length == 0 ? names : head.Namespace + "." + names;
    }
}
