// The rows of Golden/changes: a change of a message and what each rule says to it.

using TypedStreams.Schemas;

namespace TypedStreams.Generators.Tests;

/// <param name="Format">Avro, Protobuf or Json.</param>
/// <param name="Line">The row as it stands in the file.</param>
/// <param name="Old">Sources of the recorded versions, oldest first.</param>
/// <param name="New">Source of the new message.</param>
/// <param name="Verdicts">BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE: true when it may be.</param>
internal sealed record Change(string Format, string Line, string[] Old, string New, bool[] Verdicts)
{
    internal bool Expected(CompatibilityLevel level) => level switch
    {
        CompatibilityLevel.None => true,
        CompatibilityLevel.Backward => Verdicts[0],
        CompatibilityLevel.BackwardTransitive => Verdicts[1],
        CompatibilityLevel.Forward => Verdicts[2],
        CompatibilityLevel.ForwardTransitive => Verdicts[3],
        CompatibilityLevel.Full => Verdicts[0] && Verdicts[2],
        _ => Verdicts[1] && Verdicts[3],
    };

    internal static IEnumerable<Change> Read(string format) => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "changes", format.ToLowerInvariant() + ".txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => Parse(format, line));

    private static Change Parse(string format, string line)
    {
        var columns = line.Split(" | ");
        var signs = columns[2].Split(' ').Select(sign => sign == "+").ToArray();
        return new Change(
            format,
            line,
            [.. columns[0].Split(" >> ").Select(members => Source(format, members))],
            Source(format, columns[1]),
            signs.Length == 4 ? signs : [signs[0], signs[0], signs[1], signs[1]]);
    }

    private static string Source(string format, string members)
    {
        var parts = members.Split(';', 2);
        return $"[Message(\"t\", Format = SchemaFormat.{format})] public partial record M({parts[0]}); "
            + parts.ElementAtOrDefault(1);
    }
}
