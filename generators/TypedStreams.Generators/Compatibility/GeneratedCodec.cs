// What the generator has made of a message, found again in the compilation that the analyzers see, so that they need
// not parse every message a second time, which was most of what they cost a build.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Compatibility;

internal static class GeneratedCodec
{
    private static readonly string[] Suffixes = ["AvroCodec", "ProtobufCodec", "JsonCodec"];

    /// <summary>The codec of the topic's format; null when the generator has made nothing of the type.</summary>
    internal static INamedTypeSymbol? Of(INamedTypeSymbol type)
    {
        var file = MessageEmitter.FileName(Symbols.CSharp(type));
        return type.DeclaringSyntaxReferences.Any(part => IsNamed(part.SyntaxTree.FilePath, file))
            ? type.GetTypeMembers().FirstOrDefault(nested =>
                Suffixes.Any(suffix => nested.Name.StartsWith(suffix, StringComparison.Ordinal))
                && nested.DeclaringSyntaxReferences.Any(part => IsNamed(part.SyntaxTree.FilePath, file))
                && ContractNotes.SubjectOf(nested) is not null)
            : null;
    }

    private static bool IsNamed(string path, string file) =>
        path.EndsWith(file, StringComparison.Ordinal)
        && (path.Length == file.Length || path[path.Length - file.Length - 1] is '/' or '\\');
}
