using System.Buffers;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Schemas.Tests;

public class AvroReadPlanTests
{
    [Fact]
    public void Rewritten_bytes_equal_what_fastavro_resolves_and_encodes()
    {
        Assert.All(GoldenFile.Rows("resolution.json"), row =>
        {
            var plan = Plan(row.Text("reader"), row.Text("writer"));
            Assert.Equal(row.Text("expected"), Rewrite(plan, Convert.FromHexString(row.Text("written"))));
        });
    }

    [Fact]
    public void Every_cut_of_written_data_is_refused()
    {
        Assert.All(GoldenFile.Rows("resolution.json"), row =>
        {
            var plan = Plan(row.Text("reader"), row.Text("writer"));
            var written = Convert.FromHexString(row.Text("written"));
            for (var length = 0; length < written.Length; length++)
            {
                Assert.Throws<AvroResolutionException>(() => Rewrite(plan, written[..length]));
            }
        });
    }

    [Theory]
    [InlineData("\"int\"", "\"string\"", "0661")]
    [InlineData(
        """{"type":"enum","name":"E","symbols":["A"]}""",
        """{"type":"enum","name":"E","symbols":["B"]}""", "00")]
    [InlineData("""["null"]""", """["null","int"]""", "0202")]
    public void Value_without_a_counterpart_is_refused(string reader, string writer, string written) =>
        Assert.Throws<AvroResolutionException>(() => Rewrite(Plan(reader, writer), Convert.FromHexString(written)));

    [Fact]
    public void Hostile_block_count_is_refused_before_the_output_grows()
    {
        var plan = Plan("""{"type":"array","items":"null"}""", """{"type":"array","items":"null"}""");
        Assert.Throws<AvroResolutionException>(() => Rewrite(plan, Convert.FromHexString("FEFFFFFFFFFFFFFFFF0100")));
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF0102", true)]
    [InlineData("FFFFFFFFFFFFFFFFFF0202", false)]
    [InlineData("FFFFFFFFFFFFFFFFFF7F02", false)]
    [InlineData("FFFFFFFFFFFFFFFFFFFF02", false)]
    public void Number_of_more_than_64_bits_is_refused_where_it_is_read_and_where_it_is_passed_over(
        string written, bool isRead)
    {
        const string writer = """
            {"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"int"}]}
            """;
        foreach (var reader in (string[])[writer, writer.Replace("\"a\"", "\"c\"", StringComparison.Ordinal)
            .Replace("\"long\"", "\"long\",\"default\":0", StringComparison.Ordinal)])
        {
            var failure = Record.Exception(() => Rewrite(Plan(reader, writer), Convert.FromHexString(written)));
            if (isRead)
            {
                Assert.Null(failure);
            }
            else
            {
                Assert.Equal(9, Assert.IsType<AvroResolutionException>(failure).Position);
            }
        }
    }

    [Fact]
    public void Bottomless_recursion_is_refused()
    {
        const string node = """{"type":"record","name":"N","fields":[{"name":"n","type":["N","null"]}]}""";
        Assert.Throws<AvroResolutionException>(() => Rewrite(Plan(node, node), new byte[100_000]));
    }

    [Theory]
    [InlineData("\"double\"", "\"long\"", "f498a336", "000000d031238b41")] // 56,911,418 has 26 bits; a float has 24.
    [InlineData("\"double\"", "\"int\"", "f498a336", "000000d031238b41")]
    [InlineData("\"float\"", "\"long\"", "f498a336", "8e19594c")]
    public void Whole_number_keeps_every_bit_that_the_wider_type_has(
        string reader, string writer, string written, string expected) =>
        Assert.Equal(expected, Rewrite(Plan(reader, writer), Convert.FromHexString(written)));

    [Fact]
    public void Plan_of_schemas_that_encode_alike_is_the_identity()
    {
        Assert.True(Plan("""{"type":"string","doc":"x"}""", "\"string\"").IsIdentity);
        Assert.False(Plan("\"bytes\"", "\"string\"").IsIdentity);
    }

    private static AvroReadPlan Plan(string reader, string writer) =>
        AvroReadPlan.Create(AvroParser.Parse(reader), AvroParser.Parse(writer));

    private static string Rewrite(AvroReadPlan plan, byte[] written)
    {
        var output = new ArrayBufferWriter<byte>();
        plan.Rewrite(written, output);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }
}
