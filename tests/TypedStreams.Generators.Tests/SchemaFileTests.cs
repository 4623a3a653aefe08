// Messages whose members a schema file makes. Their bytes are judged beside the other golden messages.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Tests.Contracts;
using TypedStreams.Generators.Tests.Evolution;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Generators.Tests;

public class SchemaFileTests
{
    private const string Path = "/shop/contracts/order.avsc";

    private const string Declaration =
        """namespace Shop; [Message("orders", Schema = "contracts/order.avsc")] public partial record Order;""";

    private const int Seeds = 200;
    private const int Values = 50;

    private static readonly string File = System.IO.File.ReadAllText(
        System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "schemas", "payment_taken.avsc"));

    [Fact]
    public void What_is_registered_is_the_text_of_the_file() =>
        Assert.Equal(AvroStoredText.Of(AvroParser.Parse(File)), TextOf<PaymentFile>());

    [Fact]
    public void Key_is_the_field_that_the_declaration_names()
    {
        var message = CodecTests.Decode<PaymentFile>(GoldenMessages.Encode("payment"));
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", System.Text.Encoding.UTF8.GetString(KeyOf(message)));
    }

    [Fact]
    public void Members_left_out_have_the_defaults_of_the_file()
    {
        var party = new PaymentFile.Types.Party { Name = "Ada" };
        Assert.Equal("none", party.Iban);
        Assert.Empty(party.Agents);
        var message = new PaymentFile
        {
            PaymentId = default,
            PaymentTaken = default,
            BookedAt = default,
            Amount = 0,
            Checksum = new byte[4],
            Payer = party,
            Payee = party,
            Method = null,
            Rates = [],
            Origin = party,
        };
        Assert.Equal(DateOnly.FromDayNumber(719_162 + 20_000), message.ValueDate);
        Assert.Equal(PaymentFile.Types.State.DONE, message.State);
        Assert.Empty(message.Labels);
        Assert.True(message.TypesValue);
    }

    [Theory]
    [InlineData(typeof(AvroFormat), "avsc")]
    [InlineData(typeof(ProtobufFormat), "proto")]
    [InlineData(typeof(JsonFormat), "json")]
    public async Task Types_of_200_random_schemas_read_and_write_10_000_values_as_types_written_by_hand_do(
        Type format, string extension)
    {
        int agreed = 0;
        foreach (var seeds in Enumerable.Range(1, Seeds).Chunk(50))
        {
            FormatCodec[] byHand = [.. ContractAssembly.BuildThreeFormats(seeds)
                .Select(type => FormatCodec.Of(type, format))];
            AdditionalText[] files = [.. seeds.Zip(byHand, (seed, codec) => new SchemaFile(
                $"/shop/contracts/c{seed}.{extension}", codec.Schema))];
            var name = format.Name.Replace("Format", "", StringComparison.Ordinal);
            var compilation = GeneratorRun.Compile([.. seeds.Select(seed =>
                $"namespace F{seed}; [Message(\"t{seed}\", Schema = \"c{seed}.{extension}\", "
                + $"Format = SchemaFormat.{name})] public partial record M;")]);
            await AssertUsableAsync(compilation, files);
            var assembly = ContractAssembly.Load(compilation, files);
            foreach (var (seed, codec) in seeds.Zip(byHand))
            {
                var made = FormatCodec.Of(assembly.GetType($"F{seed}.M", throwOnError: true)!, format);
                var random = new RandomValue(new Random(seed));
                for (var i = 0; i < Values; i++)
                {
                    var bytes = codec.Write(random.Of(codec.Message));
                    Assert.Equal(bytes, made.Write(made.Read(bytes)));
                    agreed++;
                }
            }
        }

        Assert.Equal(Seeds * Values, agreed);
    }

    [Fact]
    public void Handlers_take_the_type_and_old_versions_have_readers()
    {
        var files = new AdditionalText[]
        {
            new SchemaFile(Path, Record("""{"name":"id","type":"string"},{"name":"n","type":"int","default":7}""")),
            new SchemaFile("/shop/schemas/orders-value/v1.avsc", Record("""{"name":"id","type":"string"}""")),
        };
        var generated = GeneratorRun.Generate(
            [.. files],
            Declaration,
            """namespace Shop; [ConsumerGroup("g")] public class Group { [Handle] public void On(Order order) { } }""");
        Assert.Equal(
            ["Shop.GroupRegistration.g.cs", "Shop.Order.Members.g.cs", "Shop.Order.g.cs"],
            generated.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("ReadOrderV1(ref ", generated["Shop.Order.g.cs"]);
    }

    [Fact]
    public void Old_versions_are_left_to_the_plan_where_only_the_schema_can_say_a_default()
    {
        var files = new AdditionalText[]
        {
            new SchemaFile(
                Path,
                Record("""
                    {"name":"id","type":"string"},{"name":"n","type":{"type":"array","items":"int"},"default":[7]}
                    """)),
            new SchemaFile("/shop/schemas/orders-value/v1.avsc", Record("""{"name":"id","type":"string"}""")),
        };
        Assert.DoesNotContain("ReadOrderV1", GeneratorRun.Generate([.. files], Declaration)["Shop.Order.g.cs"]);
    }

    [Fact]
    public async Task Change_of_the_file_that_breaks_its_subject_is_an_error()
    {
        var file = new SchemaFile(
            Path, Record("""{"name":"id","type":"string"},{"name":"n","type":"int"}"""));
        GeneratorRun.Driver().AddAdditionalTexts([file])
            .RunGeneratorsAndUpdateCompilation(GeneratorRun.Compile(Declaration), out var whole, out _);
        var diagnostic = Assert.Single(await RecordedFolder.AnalyzeAsync(
            (CSharpCompilation)whole,
            ("orders-value/subject.json", """{ "compatibility": "BACKWARD" }"""),
            ("orders-value/v1.avsc", Record("""{"name":"id","type":"string"}"""))));
        Assert.Equal("TS0030", diagnostic.Id);
        Assert.Contains("READER_FIELD_MISSING_DEFAULT_VALUE", diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("no such file is among the AdditionalFiles", "/shop/contracts/other.avsc", "{}")]
    [InlineData("the schema is not a record", Path, "\"string\"")]
    [InlineData("field 'x' of o.Order: the union of int, string has no type in C#", Path, """["int","string"]""")]
    [InlineData("field 'x' of o.Order: null alone has no type in C#", Path, "\"null\"")]
    [InlineData(
        "the members of the type are not those of its schema file",
        Path,
        """{"type":"array","items":["int","null"]}""")]
    [InlineData("fields/0", Path, "\"nothing\"")]
    [InlineData("there is no field 'k' to be the key; the fields are x", Path, "\"int\"", """, Key = "k" """)]
    [InlineData("the message's Format is then SchemaFormat.Avro", Path, "\"int\"", ", Format = SchemaFormat.Json")]
    public async Task File_that_cannot_become_a_type_is_told(
        string problem, string path, string schema, string setting = "")
    {
        var text = schema is "{}" or "\"string\"" ? schema : Record($$"""{"name":"x","type":{{schema}}}""");
        var file = new SchemaFile(path, text);
        var compilation = GeneratorRun.Compile(Declaration.Replace(")]", setting + ")]", StringComparison.Ordinal));
        var found = await compilation
            .WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions([file])).GetAnalyzerDiagnosticsAsync();
        var diagnostic = Assert.Single(found);
        Assert.Equal("TS0013", diagnostic.Id);
        Assert.Contains(problem, diagnostic.GetMessage());
        Assert.Empty(GeneratorRun.Driver().AddAdditionalTexts([file]).RunGenerators(compilation).GetRunResult()
            .Results[0].GeneratedSources);
    }

    [Fact]
    public void Json_is_what_the_file_allows_with_and_without_what_may_lack()
    {
        var bare = new BookingFile
        {
            BookingId = Guid.Empty,
            State = BookingFile.Types.State.paid,
            Total = 12.5m,
            Party = new BookingFile.Types.Party { Name = "Ada" },
            Way = new BookingFile.Types.Car(),
        };
        Assert.Equal(
            """
            {"booking-id":"00000000-0000-0000-0000-000000000000","state":"paid","total":12.50,"guests":2,"nights":null,
            "party":{"name":"Ada","with":null},"way":{"$type":"Car"}}
            """.ReplaceLineEndings(""),
            JsonOf(bare));
        var full = bare with
        {
            Remark = "quiet",
            StateOfMind = "so-so",
            Nights = 3,
            Arrival = new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.FromHours(1)),
            Party = new BookingFile.Types.Party { Name = "Ada", With = new BookingFile.Types.Party { Name = "Bob" } },
            Rooms = System.Collections.Immutable.ImmutableArray.Create(
                new BookingFile.Types.Room { Number = 7 }, new BookingFile.Types.Room()),
            Extras = new Dictionary<string, double> { ["wine"] = 9.5 },
            Way = new BookingFile.Types.Train { Wagon = 4 },
        };
        Assert.Equal(
            """
            {"remark":"quiet","booking-id":"00000000-0000-0000-0000-000000000000","state":"paid",
            "state of mind":"so-so","total":12.50,"guests":2,"nights":3,"arrival":"2026-11-26T09:00:00+01:00",
            "party":{"name":"Ada","with":{"name":"Bob","with":null}},"rooms":[{"number":7},{}],"extras":{"wine":9.5},
            "way":{"$type":"Train","wagon":4}}
            """.ReplaceLineEndings(""),
            JsonOf(full));
        var validator = new JsonSchemaValidator(JsonSchemaParser.Parse(TextOf<BookingFile>()));
        foreach (var message in new[] { bare, full })
        {
            Assert.Empty(validator.Validate(JsonValue.Parse(JsonOf(message))));
            var read = Formats.Decode<BookingFile, JsonFormat>(Formats.Encode<BookingFile, JsonFormat>(message));
            Assert.Equal(JsonOf(message), JsonOf(read));
        }
    }

    [Theory]
    [InlineData("Invoice", "IInvoice")]
    [InlineData("IShape", "IShape")]
    [InlineData("way to pay", "IWayToPay")]
    public void Union_of_a_json_file_is_an_interface_called_so(string definition, string name)
    {
        const string Case = """{"type":"object","properties":{"$type":{"const":"Only"}},"required":["$type"]}""";
        var file = new SchemaFile("/shop/contracts/order.json", $$"""
            { "type": "object", "properties": { "x": { "$ref": "#/definitions/{{definition}}" } }, "required": ["x"],
            "definitions": { "{{definition}}": { "oneOf": [{{Case}}] } } }
            """);
        var source = Declaration.Replace(
            ".avsc\"", ".json\", Format = SchemaFormat.Json", StringComparison.Ordinal);
        Assert.Contains(
            $"public partial interface {name};",
            GeneratorRun.Generate([file], source)["Shop.Order.Members.g.cs"]);
    }

    [Theory]
    [InlineData("the schema is not an object with properties", """{"type":"array"}""")]
    [InlineData("property 'x': it has no type in C#", """{"type":"object","properties":{"x":{}}}""")]
    [InlineData("property 'x': it has no type in C#", """{"properties":{"x":{"type":["string","integer"]}}}""")]
    [InlineData("other.json", """{"properties":{"x":{"$ref":"other.json#/x"}}}""")]
    [InlineData(
        "its $ref leads in a circle",
        """{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/a"}}}""")]
    public async Task Json_file_that_cannot_become_a_type_is_told(string problem, string schema)
    {
        var file = new SchemaFile("/shop/contracts/order.json", schema);
        var compilation = GeneratorRun.Compile(Declaration
            .Replace(".avsc\"", ".json\", Format = SchemaFormat.Json", StringComparison.Ordinal));
        var found = await compilation
            .WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions([file])).GetAnalyzerDiagnosticsAsync();
        var diagnostic = Assert.Single(found);
        Assert.Equal("TS0013", diagnostic.Id);
        Assert.Contains(problem, diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("sint32 has no type here; let protoc make the type", "sint32 x = 1;")]
    [InlineData("field 'x' of o.Order: a map by int32 has no type here", "map<int32, string> x = 1;")]
    [InlineData("not a proto3 file with a message", "optional int32 x = 1;", "proto2")]
    [InlineData("line 1", "nothing")]
    public async Task Proto_file_that_cannot_become_a_type_is_told(
        string problem, string member, string syntax = "proto3")
    {
        var file = new SchemaFile(
            "/shop/contracts/order.proto", $"syntax = \"{syntax}\"; package o; message Order {{ {member} }}");
        var compilation = GeneratorRun.Compile(Declaration
            .Replace(".avsc\"", ".proto\", Format = SchemaFormat.Protobuf", StringComparison.Ordinal));
        var found = await compilation
            .WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions([file])).GetAnalyzerDiagnosticsAsync();
        var diagnostic = Assert.Single(found);
        Assert.Equal("TS0013", diagnostic.Id);
        Assert.Contains(problem, diagnostic.GetMessage());
    }

    [Fact]
    public async Task Members_beside_those_of_the_file_are_told()
    {
        var file = new SchemaFile(Path, Record("""{"name":"id","type":"string"}"""));
        var source = Declaration.Replace(
            "Order;", "Order { public int More { get; init; } }", StringComparison.Ordinal);
        GeneratorRun.Driver().AddAdditionalTexts([file])
            .RunGeneratorsAndUpdateCompilation(GeneratorRun.Compile(source), out var whole, out _);
        var diagnostic = Assert.Single(
            await whole.WithAnalyzers([new ContractAnalyzer()]).GetAnalyzerDiagnosticsAsync());
        Assert.Equal("TS0008", diagnostic.Id);
        Assert.Contains("declare it without members of its own", diagnostic.GetMessage());
    }

    [Fact]
    public void Edit_elsewhere_makes_nothing_anew_and_edit_of_a_file_only_its_message()
    {
        var compilation = GeneratorRun.Compile(
            Declaration,
            """namespace Shop; [Message("parts", Schema = "contracts/part.avsc")] public partial record Part;""");
        var file = new SchemaFile(Path, Record("""{"name":"id","type":"string"}"""));
        var other = new SchemaFile("/shop/contracts/part.avsc", Record("""{"name":"id","type":"int"}"""));
        var driver = GeneratorRun.Driver().AddAdditionalTexts([file, other]).RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { }")));
        Assert.Equal(0, Renewed(driver));
        driver = driver
            .ReplaceAdditionalText(file, new SchemaFile(Path, Record("""{"name":"id","type":"long"}""")))
            .RunGenerators(compilation);
        Assert.Equal(1, Renewed(driver));
    }

    private static string JsonOf(BookingFile message) =>
        System.Text.Encoding.UTF8.GetString(Formats.Encode<BookingFile, JsonFormat>(message));

    private static async Task AssertUsableAsync(CSharpCompilation compilation, AdditionalText[] files)
    {
        GeneratorRun.Driver().AddAdditionalTexts([.. files])
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        Assert.Empty(await whole.WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions([.. files]))
            .GetAnalyzerDiagnosticsAsync());
    }

    private static int Renewed(GeneratorDriver driver) => driver.GetRunResult().Results[0]
        .TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
        .Count(output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New);

    private static string Record(string fields) =>
        $$"""{"type":"record","name":"Order","namespace":"o","fields":[{{fields}}]}""";

    private static string TextOf<T>()
        where T : IMessage<T> => T.SchemaText;

    private static byte[] KeyOf<T>(T message)
        where T : IMessage<T>
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        T.WriteKey(message, output);
        return output.WrittenSpan.ToArray();
    }
}
