using System.Text;
using TypedStreams.Conformance.Tests.Clients;

namespace TypedStreams.Conformance.Tests.Matrix;

/// <summary>Records that differ in everything a record can differ in, three partitions full.</summary>
public static class SampleRecords
{
    public const int Partitions = 3;

    public static IReadOnlyList<ClientRecord> Create(string writer, string codec) =>
        [.. Enumerable.Range(0, Partitions).SelectMany(partition => OfPartition($"{writer}/{codec}", partition))];

    /// <summary>One record a partition, to see where a group goes on.</summary>
    public static IReadOnlyList<ClientRecord> Markers(string name) =>
        [.. Enumerable.Range(0, Partitions).Select(partition => Record(partition, Utf8(name), Utf8("marker")))];

    private static IEnumerable<ClientRecord> OfPartition(string name, int partition)
    {
        var bytes = new byte[300];
        new Random(partition).NextBytes(bytes);
        yield return Record(partition, Utf8("key"), Utf8(name));
        yield return Record(partition, Utf8("long"), new byte[10_000]);
        yield return Record(partition, null, Utf8("no key"));
        yield return Record(partition, Utf8("tombstone"), null);
        yield return Record(partition, Utf8("empty"), []);
        yield return Record(partition, [.. Enumerable.Range(0, 256).Select(value => (byte)value)], bytes);
        yield return Record(partition, Utf8("headers"), Utf8("value")) with
        {
            Headers = [["trace", Hex("abc")], ["name", Hex("Zoë")]],
        };
    }

    private static ClientRecord Record(int partition, byte[]? key, byte[]? value) => new()
    {
        Partition = partition,
        Key = key is null ? null : Convert.ToHexStringLower(key),
        Value = value is null ? null : Convert.ToHexStringLower(value),
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(string text) => Convert.ToHexStringLower(Utf8(text));
}
