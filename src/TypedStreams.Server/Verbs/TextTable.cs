namespace TypedStreams.Server.Verbs;

/// <summary>Prints rows in columns that are as wide as their widest cell.</summary>
internal static class TextTable
{
    internal static async Task WriteAsync(string[] header, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. header.Select((title, column) => rows.Select(row => row[column].Length).Append(
            title.Length).Max())];
        foreach (string[] row in rows.Prepend(header))
        {
            IEnumerable<string> cells = row.Select((cell, column) => cell.PadRight(widths[column]));
            await Console.Out.WriteLineAsync(string.Join(' ', cells).TrimEnd());
        }
    }
}
