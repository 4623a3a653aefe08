// Files that every schema may import without giving them: Google's well-known and common types and Confluent's own.
// They are embedded in the assembly, parsed and linked at first use, and shared by the whole process afterwards.

using System.Collections.Concurrent;

namespace TypedStreams.Schemas.Protobuf;

/// <summary>The built-in imports.</summary>
public static class ProtoWellKnown
{
    private const string Prefix = "proto/";

    private static readonly HashSet<string> Names = new(
        typeof(ProtoWellKnown).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name.Substring(Prefix.Length)),
        StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Lazy<ProtoFile>> Files = new(StringComparer.Ordinal);

    /// <summary>The import paths that are built in.</summary>
    public static IReadOnlyCollection<string> Paths => Names;

    /// <summary>The text of a built-in file, or null.</summary>
    public static string? TextOf(string path)
    {
        if (!Names.Contains(path))
        {
            return null;
        }

        using var stream = typeof(ProtoWellKnown).Assembly.GetManifestResourceStream(Prefix + path)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The built-in file, linked, or null.</summary>
    internal static ProtoFile? Find(string path) => Names.Contains(path)
        ? Files.GetOrAdd(path, key => new Lazy<ProtoFile>(() => Load(key))).Value
        : null;

    private static ProtoFile Load(string path)
    {
        var file = ProtoParser.ParseFile(TextOf(path)!);
        ProtoSchema.Link(file, validate: false);
        return file;
    }
}
