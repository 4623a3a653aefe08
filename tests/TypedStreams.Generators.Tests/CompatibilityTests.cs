using Microsoft.CodeAnalysis;
using static TypedStreams.Generators.Tests.RecordedFolder;

namespace TypedStreams.Generators.Tests;

public class CompatibilityTests
{
    private const string V1 = """
        {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"Amount","type":"int"}]}
        """;

    private const string ProtoV1 = """syntax = "proto3"; message M { string Id = 1; int32 Amount = 2; }""";

    [Theory]
    [InlineData("BACKWARD", "string Id, int Amount", null, null)]
    [InlineData("BACKWARD", "string Id, long Amount", null, null)]
    [InlineData("BACKWARD", "string Id", null, null)]
    [InlineData("BACKWARD", "string Id, int Amount, string Payer = \"\"", null, null)]
    [InlineData("NONE", "int Id", null, null)]
    [InlineData("BACKWARD", "string Id, int Amount, string Payer", "READER_FIELD_MISSING_DEFAULT_VALUE", "Payer")]
    [InlineData("BACKWARD", "string Id, bool Amount", "TYPE_MISMATCH", "Amount")]
    [InlineData("BACKWARD", "string Id, int Sum", "READER_FIELD_MISSING_DEFAULT_VALUE", "Sum")]
    [InlineData("BACKWARD", "string Id, [Field(Aliases = [\"Amount\"])] int Sum", null, null)]
    [InlineData("FORWARD", "string Id, int Amount, string Payer", null, null)]
    [InlineData("FORWARD", "string Id", "READER_FIELD_MISSING_DEFAULT_VALUE", "M")]
    [InlineData("FORWARD", "string Id, long Amount", "TYPE_MISMATCH", "Amount")]
    [InlineData("FULL", "string Id, long Amount", "TYPE_MISMATCH", "Amount")]
    public async Task Avro_message_compiles_when_its_subject_allows_the_change(
        string level, string members, string? difference, string? at)
    {
        var source = $"[Message(\"t\")] public partial record M({members});";
        var found = await AnalyzeAsync(source, Subject(level), ("t-value/v1.avsc", V1));
        if (difference is null)
        {
            Assert.Empty(found);
            return;
        }

        var diagnostic = Assert.Single(found);
        Assert.Equal("TS0030", diagnostic.Id);
        Assert.Contains(difference, diagnostic.GetMessage());
        Assert.Equal(at, await PlaceAsync(diagnostic));
    }

    [Fact]
    public async Task Error_says_the_difference_who_breaks_and_what_to_do()
    {
        var found = await AnalyzeAsync(
            "[Message(\"t\")] public partial record M(string Id);", Subject("FORWARD"), ("t-value/v1.avsc", V1));
        Assert.Equal(
            "The schema breaks subject 't-value' (FORWARD): READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1 (Amount). "
            + "It breaks consumers of version 1, which cannot read data of this build. "
            + "To fix it, restore the member 'Amount', because that version has no default for it.",
            Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("BACKWARD", 0)]
    [InlineData("BACKWARD_TRANSITIVE", 1)]
    public async Task Transitive_level_looks_at_every_version(string level, int errors)
    {
        const string V2 = """
            {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"Payer","type":"string"}]}
            """;
        Assert.Equal(errors, (await AnalyzeAsync(
            "[Message(\"t\")] public partial record M(string Id, string Payer);",
            Subject(level),
            ("t-value/v1.avsc", V1),
            ("t-value/v2.avsc", V2))).Length);
    }

    [Theory]
    [InlineData("string Id, int Amount, string Payer", null)]
    [InlineData("string Id, string Amount", "FIELD_SCALAR_KIND_CHANGED")]
    public async Task Protobuf_message_is_held_to_its_subject(string members, string? difference)
    {
        var source = $"[Message(\"t\", Format = SchemaFormat.Protobuf)] public partial record M({members});";
        var found = await AnalyzeAsync(source, Subject("BACKWARD"), ("t-value/v1.proto", ProtoV1));
        if (difference is null)
        {
            Assert.Empty(found);
        }
        else
        {
            Assert.Contains(difference, Assert.Single(found).GetMessage());
        }
    }

    [Theory]
    [InlineData("string Id, int Amount, string? Payer = null", null, null)]
    [InlineData("string Id, int Amount, string Payer", "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", "Payer")]
    [InlineData("string Id, short Amount", "MAXIMUM_DECREASED", "Amount")]
    [InlineData("string Id", "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", "M")]
    public async Task Json_message_is_held_to_its_subject(string members, string? difference, string? at)
    {
        const string V1 = """
            {"type":"object","properties":{"Id":{"type":"string"},"Amount":{"type":"integer","minimum":-2147483648,
            "maximum":2147483647}},"required":["Id","Amount"],"additionalProperties":false}
            """;
        var source = $"[Message(\"t\", Format = SchemaFormat.Json)] public partial record M({members});";
        var found = await AnalyzeAsync(source, Subject("BACKWARD"), ("t-value/v1.json", V1));
        if (difference is null)
        {
            Assert.Empty(found);
        }
        else
        {
            var diagnostic = found.First(item => item.GetMessage().Contains(difference, StringComparison.Ordinal));
            Assert.Equal(at, await PlaceAsync(diagnostic));
        }
    }

    [Fact]
    public async Task Difference_in_a_record_inside_is_reported_at_its_member()
    {
        const string V1 = """
            {"type":"record","name":"M","fields":[{"name":"Lines","type":{"type":"array","items":
            {"type":"record","name":"Line","fields":[{"name":"Sku","type":"string"}]}}}]}
            """;
        var found = await AnalyzeAsync(
            "[Message(\"t\")] public partial record M(List<Line> Lines); public record Line(string Sku, int Count);",
            ("t-value/v1.avsc", V1));
        Assert.Equal("Count", await PlaceAsync(Assert.Single(found)));
    }

    [Theory]
    [InlineData("t-value/subject.json", """{ "compatibility": "SIDEWAYS" }""")]
    [InlineData("t-value/subject.json", "compatibility: FULL")]
    [InlineData("t-value/v2.avsc", "{}")]
    [InlineData("t-value/v2.proto", ProtoV1)]
    [InlineData("t-value/v01.avsc", V1)]
    public async Task Folder_that_cannot_be_used_is_an_error(string file, string text)
    {
        var found = await AnalyzeAsync(
            "[Message(\"t\")] public partial record M(string Id, int Amount);", ("t-value/v1.avsc", V1), (file, text));
        Assert.Equal("TS0031", Assert.Single(found).Id);
    }

    private static async Task<string> PlaceAsync(Diagnostic diagnostic) =>
        (await diagnostic.Location.SourceTree!.GetTextAsync()).ToString(diagnostic.Location.SourceSpan);
}
