using static TypedStreams.Generators.Tests.RecordedFolder;

namespace TypedStreams.Generators.Tests;

public class CodeFixTests
{
    private const string V1 = """
        {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"Amount","type":"int"}]}
        """;

    private const string JsonV1 = """
        {"type":"object","properties":{"Id":{"type":"string"},"Amount":{"type":"integer","minimum":-2147483648,
        "maximum":2147483647}},"required":["Id","Amount"],"additionalProperties":false}
        """;

    private const string ProtoV1 =
        """syntax = "proto3"; message M { string id = 1; int32 amount = 2; string note = 3; }""";

    [Theory]
    [InlineData("string Payer", "\"\"", "string Payer = \"\"")]
    [InlineData("int Count", "0", "int Count = 0")]
    [InlineData("bool Paid", "false", "bool Paid = false")]
    [InlineData("double Rate", "0.0", "double Rate = 0.0")]
    [InlineData("string? Payer", "null", "string? Payer = null")]
    [InlineData("int? Count", "null", "int? Count = null")]
    [InlineData("Guid Trace", "default", "Guid Trace = default")]
    [InlineData("DateTimeOffset At", "default", "DateTimeOffset At = default")]
    [InlineData("[Decimal(9, 2)] decimal Fee", "0", "[Decimal(9, 2)] decimal Fee = 0")]
    [InlineData("DayOfWeek Day", "Sunday", "DayOfWeek Day = DayOfWeek.Sunday")]
    [InlineData(
        "System.Collections.Immutable.ImmutableArray<int> Parts",
        "default",
        "System.Collections.Immutable.ImmutableArray<int> Parts = default")]
    public async Task New_member_gets_a_default(string member, string value, string mended)
    {
        using var run = Avro("BACKWARD", $"string Id, int Amount, {member}");
        await run.ApplyAsync($"Give it the default {value}");
        Assert.Equal(Source($"string Id, int Amount, {mended}"), await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData("string Payer, int Amount", "\"\"", "[Field(Default = \"\")] string Payer, int Amount")]
    [InlineData("string? Payer, int Amount", "null", "[Field(Default = null)] string? Payer, int Amount")]
    [InlineData(
        "[Field(Doc = \"Who.\")] string Payer, int Amount",
        "\"\"",
        "[Field(Doc = \"Who.\", Default = \"\")] string Payer, int Amount")]
    public async Task New_member_before_others_gets_its_default_from_an_attribute(
        string members, string value, string mended)
    {
        using var run = Avro("BACKWARD", "string Id, " + members);
        await run.ApplyAsync($"Give it the default {value}");
        Assert.Equal(Source("string Id, " + mended), await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Fact]
    public async Task New_property_gets_a_default()
    {
        const string Before = """
            [Message("t")]
            public partial class M
            {
                public required string Id { get; init; }
                public required int Amount { get; init; }

                public required string Payer { get; init; }
            }
            """;
        using var run = new FixRun(Before, Subject("BACKWARD"), ("t-value/v1.avsc", V1));
        await run.ApplyAsync("Give it the default \"\"");
        Assert.Equal(
            Before.Replace(
                "    public required string Payer",
                "    [Field(Default = \"\")]\n    public required string Payer",
                StringComparison.Ordinal),
            await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Fact]
    public async Task Type_without_a_default_gets_no_such_fix()
    {
        using var run = Avro("BACKWARD", "string Id, int Amount, List<int> Parts");
        Assert.Empty(await run.TitlesAsync());
    }

    [Fact]
    public async Task Renamed_member_gets_an_alias_or_keeps_its_name()
    {
        using var run = Avro("BACKWARD", "string Id, int Sum");
        Assert.Equal(
            ["Read data of its old name 'Amount' too", "Keep the name 'Amount' in the schema", "Give it the default 0"],
            await run.TitlesAsync());
        await run.ApplyAsync("Read data of its old name 'Amount' too");
        Assert.Equal(Source("string Id, [Field(Aliases = [\"Amount\"])] int Sum"), await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Fact]
    public async Task Default_comes_first_when_two_new_members_could_be_the_renamed_one()
    {
        using var run = Avro("BACKWARD", "string Id, int Sum, int Fee");
        Assert.All(
            (await run.TitlesAsync()).Chunk(3),
            titles => Assert.Equal(
                [
                    "Give it the default 0",
                    "Read data of its old name 'Amount' too",
                    "Keep the name 'Amount' in the schema",
                ],
                titles));
    }

    [Fact]
    public async Task Renamed_member_of_another_type_is_no_rename()
    {
        using var run = Avro("BACKWARD", "string Id, string Sum");
        Assert.Equal(["Give it the default \"\""], await run.TitlesAsync());
    }

    [Fact]
    public async Task Renamed_type_gets_an_alias()
    {
        const string Version = """
            {"type":"record","name":"M","fields":[{"name":"P","type":{"type":"record","name":"Old","fields":[]}}]}
            """;
        using var run = new FixRun(
            "[Message(\"t\")] public partial record M(New P);\n/// <summary>Doc.</summary>\npublic record New;\n",
            Subject("BACKWARD"),
            ("t-value/v1.avsc", Version));
        await run.ApplyAsync("Read data of its old name 'Old' too");
        Assert.Equal(
            "[Message(\"t\")] public partial record M(New P);\n/// <summary>Doc.</summary>\n"
            + "[SchemaName(Aliases = [\"Old\"])]\npublic record New;\n",
            await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData("\"int\"", "int Amount")]
    [InlineData("[\"null\",\"string\"]", "string? Amount")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", "DateTimeOffset Amount")]
    [InlineData("{\"type\":\"array\",\"items\":\"double\"}", "IReadOnlyList<double> Amount")]
    [InlineData("{\"type\":\"map\",\"values\":\"bytes\"}", "IReadOnlyDictionary<string, byte[]> Amount")]
    [InlineData(
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}",
        "[Decimal(9, 2)] decimal Amount")]
    public async Task Removed_member_is_restored_with_its_type(string schema, string member)
    {
        var version = $$"""
            {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"Amount","type":{{schema}}}]}
            """;
        using var run = new FixRun(
            Source("string Id, string Note = \"\""), Subject("FORWARD"), ("t-value/v1.avsc", version));
        await run.ApplyAsync("Restore the member 'Amount'");
        Assert.Equal(Source($"string Id, {member}, string Note = \"\""), await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Fact]
    public async Task Removed_member_of_a_record_inside_is_restored_there()
    {
        const string Version = """
            {"type":"record","name":"M","fields":[{"name":"Parts","type":{"type":"array","items":
            {"type":"record","name":"P","fields":[{"name":"X","type":"int"},{"name":"Y","type":"int"}]}}}]}
            """;
        using var run = new FixRun(
            "[Message(\"t\")] public partial record M(P[] Parts);\npublic record P\n{\n"
            + "    public required int X { get; init; }\n}\n",
            Subject("FULL"),
            ("t-value/v1.avsc", Version));
        await run.ApplyAsync("Restore the member 'Y'");
        Assert.Contains("public required int Y { get; init; }", await run.SourceAsync(), StringComparison.Ordinal);
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData("string Id", "Restore the member 'Amount'", "string Id, int Amount")]
    [InlineData("string Id, int Amount, int More", "Give it the default 0", "string Id, int Amount, int More = 0")]
    [InlineData(
        "string Id, int Sum", "Keep the name 'Amount' in the schema", "string Id, [Field(Name = \"Amount\")] int Sum")]
    public async Task Json_message_is_mended(string members, string title, string mended)
    {
        using var run = new FixRun(Source(members, "Json"), Subject("BACKWARD"), ("t-value/v1.json", JsonV1));
        await run.ApplyAsync(title);
        Assert.Equal(Source(mended, "Json"), await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData("string Id, double Rate, int Amount, string Note", "5", "[Field(Number = 5)] double Rate, int Amount")]
    [InlineData("string Id, string Note", "3", "[Field(Number = 3)] string Note")]
    public async Task Protobuf_member_gets_the_number_that_is_its_own(string members, string number, string mended)
    {
        using var run = new FixRun(Source(members, "Protobuf"), Subject("BACKWARD"), ("t-value/v1.proto", ProtoV1));
        await run.ApplyAsync($"Give it the field number {number}");
        Assert.Contains(mended, await run.SourceAsync(), StringComparison.Ordinal);
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData("Avro", "v1.avsc", V1, "v2.avsc")]
    [InlineData("Json", "v1.json", JsonV1, "v2.json")]
    [InlineData("Protobuf", "v1.proto", ProtoV1, "v2.proto")]
    public async Task Changed_schema_that_fits_is_recorded_as_the_next_version(
        string format, string file, string version, string next)
    {
        using var run = new FixRun(
            Source("string Id, int Amount, string Note = \"\", int More = 0", format),
            Subject("BACKWARD"),
            ("t-value/" + file, version));
        Assert.Equal("TS0032", Assert.Single(await run.DiagnoseAsync()).Id);
        await run.ApplyAsync("Record it as " + next);
        Assert.Empty(await run.DiagnoseAsync());
        Assert.Contains(format == "Protobuf" ? "more = 4" : "\"More\"", await run.FileAsync("t-value/" + next));
        await run.IsGreenAsync();
    }

    [Theory]
    [InlineData(
        "[Message(\"t\")] public record M(int X);",
        "Make it partial",
        "[Message(\"t\")] public partial record M(int X);")]
    [InlineData(
        "[Message(\"t\")] public partial record M(decimal X);",
        "Add [Decimal(18, 2)]",
        "[Message(\"t\")] public partial record M([Decimal(18, 2)] decimal X);")]
    public async Task What_a_message_lacks_is_added(string source, string title, string mended)
    {
        using var run = new FixRun(source);
        await run.ApplyAsync(title);
        Assert.Equal(mended, await run.SourceAsync());
        await run.IsGreenAsync();
    }

    private static FixRun Avro(string level, string members) =>
        new(Source(members), Subject(level), ("t-value/v1.avsc", V1));

    private static string Source(string members, string format = "Avro") => format == "Avro"
        ? $"[Message(\"t\")] public partial record M({members});"
        : $"[Message(\"t\", Format = SchemaFormat.{format})] public partial record M({members});";
}
