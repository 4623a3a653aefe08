namespace TypedStreams.Protocol.Tests.Messages;

/// <summary>Lines of a file in schemas/wire: words, the last of them hex.</summary>
public static class GoldenFile
{
    public static IEnumerable<(string[] Words, byte[] Bytes)> Read(string name) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "schemas", "wire", name))
        where !line.StartsWith('#')
        let words = line.Split(' ')
        select (words[..^1], Convert.FromHexString(words[^1]));
}
