// Our descriptors against protoc's, over every file of the corpus: written ones, the built-in ones, those that
// installed packages bring along, and generated ones.

using System.Text;
using Google.Protobuf.Reflection;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Tests.Protobuf;

public class ProtocAgreementTests
{
    private const int Generated = 400;

    [Fact]
    public void Descriptors_of_the_corpus_equal_those_of_protoc()
    {
        using var folder = new TempFolder();
        var files = Corpus();
        foreach (var (path, text) in files)
        {
            folder.Write(path, text);
        }

        var expected = Protoc.Describe(folder.Path, files.Keys);
        Assert.True(files.Count >= 300, $"only {files.Count} files");
        var differing = new List<string>();
        foreach (var (path, text) in files)
        {
            var bytes = ProtoDescriptor.Encode(ProtoParser.Parse(text, files), path);
            var own = FileDescriptorProto.Parser.ParseFrom(bytes);
            if (!own.Equals(expected[path]))
            {
                differing.Add($"{path}\n{text}\nprotoc: {expected[path]}\n  ours: {own}");
            }
        }

        Assert.True(differing.Count == 0, $"{differing.Count} differ: {string.Join("\n\n", differing.Take(3))}");
    }

    [Fact]
    public void Stored_text_and_descriptor_of_the_corpus_say_what_the_file_said()
    {
        var files = Corpus();
        Assert.All(files, file =>
        {
            var schema = ProtoParser.Parse(file.Value, files);
            var stored = schema.ToString();
            var again = ProtoParser.Parse(stored, files);
            Assert.Equal(stored, again.ToString());
            AssertSame(schema, again, file.Key);
            var bytes = ProtoDescriptor.Encode(schema, file.Key);
            var decoded = ProtoDescriptor.Decode(bytes, files);
            Assert.Equal(bytes, ProtoDescriptor.Encode(decoded, file.Key));
            AssertSame(schema, ProtoParser.Parse(decoded.ToString(), files), file.Key);
            var normal = schema.ToNormalizedText();
            Assert.Equal(normal, ProtoParser.Parse(normal, files).ToNormalizedText());
            Assert.Empty(ProtoCompatibility.Differences(schema, ProtoParser.Parse(normal, files)));
        });
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_protoc_refuses_is_refused_with_its_place(string text)
    {
        Assert.NotNull(Protoc.Complaint(text));
        var error = Assert.Throws<SchemaParseException>(() => ProtoParser.Parse(text));
        Assert.Matches("^line [0-9]+, column [0-9]+$", error.Location);
    }

    public static TheoryData<string> Refused() =>
    [
        .. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Protobuf", "Corpus", "refused.txt"))
            .Split("\n---\n", StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>Printing moves messages before enums and fields before oneofs, so order is left aside.</summary>
    private static void AssertSame(ProtoSchema expected, ProtoSchema actual, string path) =>
        Assert.Equal(Lines(ProtoDescriptor.Encode(expected, path)), Lines(ProtoDescriptor.Encode(actual, path)));

    private static List<string> Lines(byte[] descriptor)
    {
        var file = FileDescriptorProto.Parser.ParseFrom(descriptor);
        // An empty body of a method is not printed.
        foreach (var method in file.Service.SelectMany(service => service.Method))
        {
            method.Options ??= new MethodOptions();
        }

        // Public imports are printed behind the others.
        var imports = file.Dependency.Select((path, i) => $"{path} {file.PublicDependency.Contains(i)}").ToList();
        file.PublicDependency.Clear();
        file.WeakDependency.Clear();
        file.Dependency.Clear();
        return [.. imports.Concat(Sorted(file.ToString())).Order(StringComparer.Ordinal)];
    }

    /// <summary>Members of the JSON text without the numbers that only say where a oneof stands.</summary>
    private static IEnumerable<string> Sorted(string json) => new StringBuilder(json).Replace("\"oneofIndex\"", "\n")
        .ToString().Split(['{', '}', '[', ']', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Trim(' ', ',', ':').TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ',', ' '));

    private static Dictionary<string, string> Corpus()
    {
        var files = ProtoWellKnown.Paths.ToDictionary(path => path, path => ProtoWellKnown.TextOf(path)!);
        var folder = Path.Combine(AppContext.BaseDirectory, "Protobuf", "Corpus");
        foreach (var path in Directory.EnumerateFiles(folder, "*.proto"))
        {
            files.Add(Path.GetFileName(path), File.ReadAllText(path));
        }

        foreach (var (path, text) in Installed())
        {
            files.TryAdd(path, text);
        }

        for (var seed = 0; seed < Generated; seed++)
        {
            files.Add($"generated/{seed}.proto", new ProtoGenerator(seed).Generate());
        }

        return files;
    }

    /// <summary>Files of the Python packages that the foreign clients need, where they are installed.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Installed()
    {
        var python = Environment.GetEnvironmentVariable("TYPEDSTREAMS_PYTHON");
        var lib = python is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(python)!)!, "lib");
        if (lib is null || !Directory.Exists(lib))
        {
            return [];
        }

        return Directory.EnumerateFiles(lib, "*.proto", SearchOption.AllDirectories)
            .Where(path => path.Contains("/site-packages/google/", StringComparison.Ordinal))
            .Select(path => KeyValuePair.Create(
                path[(path.IndexOf("/site-packages/", StringComparison.Ordinal) + 15)..], File.ReadAllText(path)));
    }
}
