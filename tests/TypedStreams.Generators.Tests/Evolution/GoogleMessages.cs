// What Google's protoc and Google.Protobuf make of .proto texts: C# from protoc, compiled, as message parsers.

using System.Diagnostics;
using Google.Protobuf;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Testing;

namespace TypedStreams.Generators.Tests.Evolution;

internal static class GoogleMessages
{
    /// <summary>A parser of each file's message M.</summary>
    /// <param name="files">Package and text.</param>
    internal static IReadOnlyList<MessageParser> Compile(IReadOnlyList<(string Package, string Text)> files)
    {
        using var folder = new DataDirectory();
        foreach (var (package, text) in files)
        {
            File.WriteAllText(Path.Combine(folder.Path, package + ".proto"), text);
        }

        Run(folder.Path, files.Select(file => file.Package + ".proto"));
        var sources = Directory.GetFiles(folder.Path, "*.cs").Select(File.ReadAllText).ToArray();
        var compilation = CSharpCompilation.Create(
            "Google",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            [
                .. GeneratorRun.Compile().References,
                MetadataReference.CreateFromFile(typeof(MessageParser).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var assembly = ContractAssembly.Load(compilation, []);
        return
        [
            .. files.Select(file => (MessageParser)assembly
                .GetType(char.ToUpperInvariant(file.Package[0]) + file.Package[1..] + ".M", throwOnError: true)!
                .GetProperty("Parser")!.GetValue(null)!),
        ];
    }

    private static void Run(string folder, IEnumerable<string> files)
    {
        string[] folders = ["-I.", "-I" + Path.Combine(AppContext.BaseDirectory, "include")];
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "protoc"), [.. folders, "--csharp_out=.", .. files])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
