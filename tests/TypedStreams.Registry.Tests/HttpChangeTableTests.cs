// The HTTP surface as a table, second half: registering, checking, configuration and mode.
using static TypedStreams.Registry.Tests.HttpRow;

namespace TypedStreams.Registry.Tests;

public sealed class HttpChangeTableTests
{
    private const string Broken =
        """{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"n","type":"int"}]}""";

    private const string Import = """PUT /mode/new {"mode":"IMPORT"}""";
    private const string Rule = """{"name":"r","kind":"CONDITION","mode":"WRITE","type":"CEL","disabled":false}""";
    private const string Registered = """{"id":6,"version":1,"guid":"*","schemaType":"AVRO","schema":"*"}""";

    public static TheoryData<HttpRow> Registrations =>
    [
        new("POST /subjects/new/versions", 200, Registered, Schema("\"int\"")),
        new("POST /subjects/new/versions", 200, """{"id":2,"version":1,"guid":"*","schemaType":"AVRO","schema":"*"}""",
            Schema(OrderV1)),
        new("POST /subjects/bestellungen/versions?normalize=True", 200,
            """{"id":2,"version":1,"guid":"*","schemaType":"AVRO","schema":"*"}""",
            Schema(OrderV1)),
        new("POST /subjects/a%2Fb/versions", 200, Registered, Schema("\"int\"")),
        new("POST /subjects//versions", 200, Registered, Schema("\"int\"")),
        new("POST /contexts/other/subjects/x/versions", 200,
            """{"id":1,"version":1,"guid":"*","schemaType":"AVRO","schema":"*"}""", Schema("\"int\"")),
        new("POST /subjects/new/versions", 200, Registered, Schema("\"int\"", ",\"whatever\":{\"x\":1},\"id\":-1")),
        new("POST /subjects/new/versions", 200,
            """{"id":6,"version":1,"guid":"*","schemaType":"AVRO","metadata":{"tags":{"p":["a","b"]}},"schema":"*",""" +
            """ "ruleSet":{"domainRules":[""" + Rule + "]}}",
            Schema(
                "\"int\"",
                ",\"metadata\":{\"tags\":{\"p\":[\"b\",\"a\"]}},\"ruleSet\":{\"domainRules\":[" + Rule + "]}")),
        new("POST /subjects/orders/versions", 200,
            """{"id":6,"version":3,"guid":"*","schemaType":"AVRO","metadata":{"properties":{"owner":"b"}},""" +
            """ "schema":"*"}""",
            """{"metadata":{"properties":{"owner":"b"}}}"""),
        new("POST /subjects/new/versions", 200,
            """{"id":6,"version":1,"guid":"*","schemaType":"AVRO","schema":"*",""" +
            """ "metadata":{"properties":{"confluent:version":"1"}}}""",
            Schema("\"int\"", ",\"version\":-1")),
        new("POST /subjects/new/versions", 422, "42201",
            Schema("\"int\"", ""","metadata":{"properties":{"confluent:version":"7"}}""")),
        new("POST /subjects/orders/versions", 409, "40901", Schema(Broken)),
        new("POST /subjects/new/versions", 422, "42201", Schema("nonsense")),
        new("POST /subjects/new/versions", 422, "42201", Schema("\"int\"", ",\"schemaType\":\"XML\"")),
        new("POST /subjects/new/versions", 422, "42201", "{}"),
        new("POST /subjects/new/versions", 422, "42201",
            Schema("\"int\"", ""","references":[{"name":"a","subject":"none","version":1}]""")),
        new("POST /subjects/new/versions", 422, "42205", Schema("\"int\"", ",\"id\":9")),
        new("POST /subjects/frozen/versions", 422, "42205", Schema("\"int\"")),
        new("POST /subjects/__GLOBAL/versions", 422, "42208", Schema("\"int\"")),
        new("POST /subjects/:.test:/versions", 422, "42208", Schema("\"int\"")),
        new("POST /subjects/a%0Ab/versions", 422, "42208", Schema("\"int\"")),
        new("POST /subjects/new/versions", 422, "42209", Schema($"{{\"type\":\"int\",\"d\":\"{Long}\"}}")),
        new("POST /subjects/new/versions", 422, "42210",
            Schema("\"int\"", ""","ruleSet":{"domainRules":[{"name":"1","mode":"WRITE","type":"CEL"}]}""")),
        new("POST /subjects/new/versions", 422, "42210",
            Schema("\"int\"", ""","ruleSet":{"domainRules":[{"name":"a","mode":"UPGRADE","type":"CEL"}]}""")),
        new("POST /subjects/new/versions", 200, """{"id":9,"version":4,"guid":"*","schemaType":"AVRO","schema":"*"}""",
            Schema("\"int\"", ",\"id\":9,\"version\":4"), Import),
        new("POST /subjects/new/versions", 422, "42207", Schema("\"int\"", ",\"id\":2"), Import),
        new("POST /subjects/new/versions", 422, "42205", Schema("\"int\""), Import),
    ];

    public static TheoryData<HttpRow> Checks =>
    [
        new("POST /compatibility/subjects/orders/versions/latest", 200, """{"is_compatible":true}""", Schema(OrderV1)),
        new("POST /compatibility/subjects/orders/versions", 200, """{"is_compatible":false}""", Schema(Broken)),
        new("POST /compatibility/subjects/orders/versions/1?verbose=True", 200,
            """{"is_compatible":false,"messages":["*","*","*","*"]}""", Schema(Broken)),
        new("POST /compatibility/subjects/none/versions/latest?verbose=true", 200,
            """{"is_compatible":true,"messages":[]}""", Schema(OrderV1)),
        new("POST /compatibility/subjects/none/versions", 200, """{"is_compatible":true}""", Schema(OrderV1)),
        new("POST /compatibility/subjects/none/versions/1", 404, "40402", Schema(OrderV1)),
        new("POST /compatibility/subjects/orders/versions/x", 422, "42202", Schema(OrderV1)),
        new("POST /compatibility/subjects/orders/versions/1", 422, "42201", Schema("x")),
        new("POST /compatibility/subjects/orders/versions/1?verbose=true", 200,
            """{"is_compatible":false,"messages":["*"]}""", Schema("x")),
        new("POST /compatibility/subjects/:.test:orders/versions/1", 200, """{"is_compatible":true}""",
            Schema("\"int\"")),
    ];

    public static TheoryData<HttpRow> Configs =>
    [
        new("GET /config", 200, """{"compatibilityLevel":"BACKWARD"}"""),
        new("PUT /config", 200, """{"compatibility":"NONE"}""", """{"compatibility":"none","x":1}"""),
        new("DELETE /config", 200, "{}"),
        new("DELETE /config", 200, """{"compatibilityLevel":"FULL"}""",
            Before: """PUT /config {"compatibility":"FULL"}"""),
        new("GET /config/orders", 200, """{"compatibilityLevel":"FULL"}"""),
        new("GET /config/bestellungen", 200, """{"alias":"orders"}"""),
        new("GET /config/none", 404, "40408"),
        new("GET /config/none?defaultToGlobal=True", 200, """{"compatibilityLevel":"BACKWARD"}"""),
        new("GET /config/:.test:x?defaultToGlobal=true", 200, """{"compatibilityLevel":"NONE"}"""),
        new("GET /contexts/test/config", 200, """{"compatibilityLevel":"NONE"}"""),
        new("GET /config/x?defaultToGlobal=true", 200, """{"compatibilityLevel":"FORWARD"}""",
            Before: """PUT /config/:.__GLOBAL: {"compatibility":"FORWARD"}"""),
        new("PUT /config/new", 200,
            """{"alias":"a","normalize":true,"validateFields":false,"compatibility":"FULL",""" +
            """ "compatibilityGroup":"g","defaultMetadata":{"properties":{"a":"b"}},""" +
            """ "overrideRuleSet":{"domainRules":[""" + Rule + "]}}",
            """{"alias":"a","normalize":true,"validateFields":false,"compatibility":"full",""" +
            """ "compatibilityGroup":"g","defaultMetadata":{"properties":{"a":"b"}},""" +
            """ "overrideRuleSet":{"domainRules":[""" + Rule + "]}}"),
        new("GET /config/orders", 200, """{"normalize":true,"compatibilityLevel":"FULL"}""",
            Before: """PUT /config/orders {"normalize":true}"""),
        new("GET /config/orders", 200, """{"normalize":true}""",
            Before: """PUT /config/orders {"normalize":true,"compatibility":null}"""),
        new("PUT /config/new", 422, "42203", """{"compatibility":"SIDEWARD"}"""),
        new("PUT /config/new", 422, "42210", """{"defaultRuleSet":{"domainRules":[{"name":"a"}]}}"""),
        new("PUT /config/frozen", 422, "42205", """{"compatibility":"NONE"}"""),
        new("PUT /config/:.half", 422, "42208", """{"compatibility":"NONE"}"""),
        new("DELETE /config/orders", 200, """{"compatibilityLevel":"FULL"}"""),
        new("DELETE /config/none", 404, "40401"),
    ];

    public static TheoryData<HttpRow> Modes =>
    [
        new("GET /mode", 200, """{"mode":"READWRITE"}"""),
        new("PUT /mode", 200, """{"mode":"READONLY"}""", """{"mode":"readonly"}"""),
        new("DELETE /mode", 200, """{"mode":"READWRITE"}"""),
        new("GET /mode/frozen", 200, """{"mode":"READONLY"}"""),
        new("GET /mode/none", 404, "40409"),
        new("GET /mode/none?defaultToGlobal=true", 200, """{"mode":"READWRITE"}"""),
        new("GET /contexts/test/mode", 200, """{"mode":"IMPORT"}""",
            Before: """PUT /mode/:.test:?force=true {"mode":"IMPORT"}"""),
        new("PUT /mode/orders", 422, "42205", """{"mode":"IMPORT"}"""),
        new("PUT /mode/orders?force=True", 200, """{"mode":"IMPORT"}""", """{"mode":"IMPORT"}"""),
        new("PUT /mode/gone", 200, """{"mode":"IMPORT"}""", """{"mode":"IMPORT"}"""),
        new("GET /schemas/ids/5", 404, "40403", Before: """PUT /mode/gone {"mode":"IMPORT"}"""),
        new("PUT /mode/x", 422, "42205", """{"mode":"FORWARD"}"""),
        new("PUT /mode/:.__GLOBAL:", 200, """{"mode":"FORWARD"}""", """{"mode":"FORWARD"}"""),
        new("PUT /mode", 422, "42204", """{"mode":"SOMETIMES"}"""),
        new("DELETE /mode/frozen", 200, """{"mode":"READONLY"}"""),
        new("DELETE /mode/none", 404, "40401"),
        new("GET /mode/frozen", 404, "40409",
            Before: "PUT /mode {\"mode\":\"READONLY\"}\nDELETE /mode?recursive=true"),
    ];

    public static TheoryData<HttpRow> LevelSeven =>
    [
        new("POST /subjects/new/versions", 200, """{"id":6}""", Schema("\"int\"")),
        new("POST /subjects/orders/versions", 200,
            """{"id":6,"version":3,"metadata":{"properties":{"owner":"a"}},"schema":"*"}""",
            Schema(OrderV1.Replace("Order\"", "Order\",\"doc\":\"d\""))),
        new("POST /subjects/orders/versions", 409, "409", Schema(Broken)),
        new("GET /schemas/ids/2?subject=orders", 200, """{"schema":"*"}"""),
        new("GET /subjects/orders/versions/1", 200, """{"subject":"orders","version":1,"id":2,"schema":"*"}"""),
        new("GET /subjects/j/versions/1", 200,
            """{"subject":"j","version":1,"id":6,"schemaType":"JSON","schema":"*"}""",
            Before: "POST /subjects/j/versions " + Schema("{}", ",\"schemaType\":\"JSON\"")),
    ];

    private static string Long => new('x', 1_000_000);

    [Theory]
    [MemberData(nameof(Registrations))]
    public Task Registration_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Checks))]
    public Task Compatibility_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Configs))]
    public Task Config_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Modes))]
    public Task Mode_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(LevelSeven))]
    public Task Row_of_level_7(HttpRow row) => row.CheckAsync(RegistryApiLevel.Seven);
}
