// The bytes of `_schemas`, exactly: compaction and other registries depend on each of them.
using System.Text;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Tests;

public sealed class SchemaLogCodecTests
{
    private static readonly SchemaContent Long = new("AVRO", "\"long\"", []);

    public static TheoryData<string, string, string?> Bytes => new()
    {
        {
            nameof(SchemaRegistered),
            """{"keytype":"SCHEMA","subject":"a/b \"c\" 注😀","version":3,"magic":1}""",
            """{"subject":"a/b \"c\" 注😀","version":3,"id":7,"schemaType":"AVRO","schema":"\"long\"","deleted":false}"""
        },
        {
            "WithReferences",
            """{"keytype":"SCHEMA","subject":"s","version":1,"magic":1}""",
            """{"subject":"s","version":1,"id":1,"schemaType":"AVRO","references":[""" +
            """{"name":"n","subject":"t","version":2}],"metadata":{"properties":{"a":"b"}},"ruleSet":""" +
            """{"domainRules":[{"name":"r","kind":"CONDITION","mode":"WRITE","type":"CEL","disabled":false}]}""" +
            ""","schema":"\"n\"","deleted":true}"""
        },
        { nameof(SchemaErased), """{"keytype":"SCHEMA","subject":"s","version":1,"magic":1}""", null },
        {
            nameof(SubjectDeleted),
            """{"keytype":"DELETE_SUBJECT","subject":"s","magic":0}""",
            """{"subject":"s","version":4}"""
        },
        { nameof(SubjectCleared), """{"keytype":"CLEAR_SUBJECT","subject":"s","magic":0}""", """{"subject":"s"}""" },
        {
            "GlobalConfig",
            """{"keytype":"CONFIG","subject":null,"magic":0}""",
            """{"compatibilityLevel":"FULL_TRANSITIVE"}"""
        },
        {
            "SubjectConfig",
            """{"keytype":"CONFIG","subject":"s","magic":0}""",
            """{"subject":"s","alias":"t","normalize":true,"compatibilityLevel":"NO""" +
            """NE","compatibilityPolicy":"LOGICAL"}"""
        },
        { "NoConfig", """{"keytype":"CONFIG","subject":"s","magic":0}""", null },
        { "Mode", """{"keytype":"MODE","subject":"s","magic":0}""", """{"subject":"s","mode":"READONLY"}""" },
        { "GlobalMode", """{"keytype":"MODE","subject":null,"magic":0}""", """{"mode":"READWRITE"}""" },
        { nameof(Noop), """{"keytype":"NOOP","magic":0}""", null },
        { "HighestId", """{"magic":0,"keytype":"NOOP"}""", """{"maxId":12}""" },
        { "HighestIds", """{"magic":0,"keytype":"NOOP"}""", """{"maxId":0,"contexts":{".c":3}}""" },
        {
            "Context",
            """{"keytype":"CONTEXT","tenant":"default","context":".c","magic":0}""",
            """{"tenant":"default","context":".c"}"""
        },
        { "NoContext", """{"keytype":"CONTEXT","tenant":"default","context":".c","magic":0}""", null },
        { "ClearAll", """{"keytype":"CLEAR_SUBJECT","subject":null,"magic":0}""", "{}" },
    };

    [Theory]
    [MemberData(nameof(Bytes))]
    public void Record_is_written_as_these_bytes_and_read_back(string which, string key, string? value)
    {
        RegistryRecord record = Record(which);

        SchemaLogPair pair = SchemaLogCodec.Encode(record);
        RegistryRecord again = SchemaLogCodec.Decode(pair.Key, pair.Value, pair.Value is not null);

        Assert.Equal(key, Encoding.UTF8.GetString(pair.Key));
        Assert.Equal(value, pair.Value is null ? null : Encoding.UTF8.GetString(pair.Value));
        Assert.Equal(pair.Key, SchemaLogCodec.Encode(again).Key);
        Assert.Equal(pair.Value, SchemaLogCodec.Encode(again).Value);
    }

    [Theory]
    [InlineData("""{"magic":1,"version":1,"subject":"s","keytype":"SCHEMA"}""")]
    [InlineData("""{"keytype":"SCHEMA","subject":":.:s","version":1,"magic":1}""")]
    public void Key_in_another_form_is_understood(string key)
    {
        RegistryRecord record = Decode(key, """{"subject":"s","version":1,"id":5,"md5":"x","schema":"\"long\""}""");

        var registered = Assert.IsType<SchemaRegistered>(record);
        Assert.Equal(("s", 1, 5, "AVRO", false), (
            registered.Subject, registered.Version, registered.Id, registered.Content.Type, registered.Deleted));
    }

    [Theory]
    [InlineData("""{"keytype":"ASSOC","tenant":"default","magic":0}""")]
    [InlineData("""{"keytype":"SOMETHING","magic":0}""")]
    public void Record_of_another_kind_is_left_alone(string key) =>
        Assert.IsType<Foreign>(Decode(key, """{"schema":"\"long\"","id":1}"""));

    [Theory]
    [InlineData("", "{}")]
    [InlineData("not json", "{}")]
    [InlineData("""{"keytype":"SCHEMA","subject":"s","version":"x"}""", "{}")]
    [InlineData("""{"keytype":"SCHEMA","subject":"s","version":1}""", """{"id":1}""")]
    [InlineData("""{"keytype":"CONFIG","subject":null}""", """{"compatibilityLevel":"UPWARD"}""")]
    public void Unreadable_record_is_a_format_error(string key, string value) =>
        Assert.ThrowsAny<FormatException>(() => Decode(key, value));

    private static RegistryRecord Decode(string key, string value) =>
        SchemaLogCodec.Decode(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), hasValue: true);

    private static RegistryRecord Record(string which) => which switch
    {
        nameof(SchemaRegistered) => new SchemaRegistered("a/b \"c\" 注😀", 3, 7, Long, Deleted: false),
        "WithReferences" => new SchemaRegistered(
            "s",
            1,
            1,
            new SchemaContent(
                "AVRO",
                "\"n\"",
                [new SchemaReference("n", "t", 2)],
                new SchemaMetadata([], [KeyValuePair.Create("a", "b")], []),
                new RuleSet(
                    [],
                    [new SchemaRule { Name = "r", Kind = "CONDITION", Mode = "WRITE", Type = "CEL" }],
                    [],
                    EnableAt: null)),
            Deleted: true),
        nameof(SchemaErased) => new SchemaErased("s", 1),
        nameof(SubjectDeleted) => new SubjectDeleted("s", 4),
        nameof(SubjectCleared) => new SubjectCleared("s"),
        "GlobalConfig" => new ConfigChanged(
            Subject: null, SubjectConfig.Empty with { Level = CompatibilityLevel.FullTransitive }),
        "SubjectConfig" => new ConfigChanged("s", new SubjectConfig
        {
            Alias = "t",
            Level = CompatibilityLevel.None,
            Normalize = true,
            Others = [KeyValuePair.Create("compatibilityPolicy", "\"LOGICAL\"")],
        }),
        "NoConfig" => new ConfigChanged("s", Config: null),
        "Mode" => new ModeChanged("s", RegistryMode.ReadOnly),
        "GlobalMode" => new ModeChanged(Subject: null, RegistryMode.ReadWrite),
        "HighestId" => new Noop(HighestId: 12),
        "HighestIds" => new Noop(HighestId: 0) { OtherContexts = new Noop(0).OtherContexts.Add(".c", 3) },
        "Context" => new ContextChanged(".c", IsThere: true),
        "NoContext" => new ContextChanged(".c", IsThere: false),
        "ClearAll" => new SubjectCleared(Subject: null),
        _ => new Noop(HighestId: 0),
    };
}
