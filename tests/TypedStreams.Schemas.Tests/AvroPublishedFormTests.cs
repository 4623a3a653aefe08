// The rules of Avro's canonical form one by one, and its fingerprint against an implementation of its definition that
// shares nothing with ours: bit by bit, without a table.

using System.Text;
using TypedStreams.Schemas.Avro;
using TypedStreams.Testing;

namespace TypedStreams.Schemas.Tests;

public class AvroPublishedFormTests
{
    private const ulong Empty = 0xC15D213AA4D7A795;

    private static readonly string Table = Path.Combine(AppContext.BaseDirectory, "Golden", "canonical-forms.txt");

    private static readonly Lazy<List<(string Schema, string Form)>> Cases = new(() =>
    [
        .. File.ReadLines(Table)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" | "))
            .Select(parts => (parts[0], parts[1])),
    ]);

    [Fact]
    public void Schemas_have_the_canonical_form_that_the_rules_give()
    {
        Assert.Equal(32, Cases.Value.Count);
        Assert.All(Cases.Value, item => Assert.Equal(item.Form, AvroParsingForm.Of(AvroParser.Parse(item.Schema))));
    }

    [ToolFact(Tool.DebianAvro)]
    public async Task Canonical_forms_equal_those_of_the_Avro_project()
    {
        Tools.Require(Tool.DebianAvro);
        var script = Path.Combine(AppContext.BaseDirectory, "Judges", "avro_forms.py");
        var output = await Command.CheckAsync([Tools.DebianPython, script, Table]);
        Assert.Equal(
            Cases.Value.Select(item => item.Form), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Canonical_form_is_its_own_canonical_form() => Assert.All(
        Cases.Value, item => Assert.Equal(item.Form, AvroParsingForm.Of(AvroParser.Parse(item.Form))));

    [Fact]
    public void Fingerprint_is_the_checksum_of_the_canonical_form_by_its_definition() => Assert.All(
        Cases.Value, item => Assert.Equal(Checksum(item.Form), AvroFingerprint.Of(AvroParser.Parse(item.Schema))));

    [Theory]
    [InlineData("\"boolean\"", -6970731678124411036L)]
    [InlineData("\"long\"", -3434872931120570953L)]
    [InlineData("\"float\"", 5583340709985441680L)]
    [InlineData("\"double\"", -8181574048448539266L)]
    [InlineData("\"bytes\"", 5746618253357095269L)]
    [InlineData("\"string\"", -8142146995180207161L)]
    [InlineData("[\"int\"]", -5232228896498058493L)]
    [InlineData("[\"int\",\"boolean\"]", 5392556393470105090L)]
    public void Fingerprint_and_its_definition_equal_what_the_Avro_project_publishes(string schema, long expected)
    {
        Assert.Equal(unchecked((ulong)expected), AvroFingerprint.Of(AvroParser.Parse(schema)));
        Assert.Equal(unchecked((ulong)expected), Checksum(schema));
    }

    /// <summary>CRC-64-AVRO as the specification defines it: reflected, with its polynomial as the start.</summary>
    private static ulong Checksum(string text)
    {
        var sum = Empty;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                var isSet = (sum & 1) != 0;
                sum >>= 1;
                sum ^= isSet ? Empty : 0;
            }
        }

        return sum;
    }
}
