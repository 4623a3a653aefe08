// The judge of Protobuf: protoc from the Grpc.Tools package, copied beside the tests.

using System.Diagnostics;
using Google.Protobuf.Reflection;

namespace TypedStreams.Schemas.Tests.Protobuf;

internal static class Protoc
{
    /// <summary>What protoc makes of files below a folder, by their path there.</summary>
    internal static Dictionary<string, FileDescriptorProto> Describe(string folder, IEnumerable<string> paths)
    {
        var output = Path.Combine(folder, "out.bin");
        var error = Run(folder, ["--include_imports", "--retain_options", "--descriptor_set_out=" + output, .. paths]);
        Assert.True(error is null, error);
        return FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(output)).File.ToDictionary(file => file.Name);
    }

    /// <summary>The complaint of protoc about one text, or null.</summary>
    internal static string? Complaint(string text)
    {
        using var folder = new TempFolder();
        folder.Write("a.proto", text);
        return Run(folder.Path, ["--descriptor_set_out=" + Path.Combine(folder.Path, "out.bin"), "a.proto"]);
    }

    private static string? Run(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "protoc"))
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in (string[])["-I.", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}

internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("proto").FullName;

    internal void Write(string path, string text)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
