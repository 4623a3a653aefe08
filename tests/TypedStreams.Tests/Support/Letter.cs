// A record as it lies in a topic: what tests compare when a record was put aside.

using System.Text;
using TypedStreams.Client;

namespace TypedStreams.Tests.Support;

internal sealed record Letter(
    string? Key, string? Value, long TimestampMs, IReadOnlyList<(string Name, string? Value)> Headers)
{
    internal static Letter Of(ConsumedRecord record)
    {
        var headers = new List<(string, string?)>();
        foreach (var header in record.Headers)
        {
            headers.Add((header.Key, header.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null));
        }

        return new Letter(Hex(record.Key), Hex(record.Value), record.TimestampMs, headers);
    }

    internal string? Header(string name) => Headers.Single(header => header.Name == name).Value;

    private static string? Hex(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } some ? Convert.ToHexString(some.Span) : null;
}
