// The HTTP surface as a table: every path with what it answers, and every way it refuses.
using static TypedStreams.Registry.Tests.HttpRow;

namespace TypedStreams.Registry.Tests;

public sealed class HttpTableTests
{
    private const string V2 =
        """{"subject":"orders","version":2,"id":3,"guid":"*","schemaType":"AVRO",""" +
        """ "metadata":{"properties":{"owner":"a"}},"schema":"*","ts":"*"}""";

    private const string Rule = """{"name":"r","kind":"CONDITION","mode":"WRITE","type":"CEL","disabled":false}""";

    public static TheoryData<HttpRow> Server =>
    [
        new("GET /", 200, "{}"),
        new("POST /", 200, "{}", "{}"),
        new("GET /schemas/types", 200, """["JSON","PROTOBUF","AVRO"]"""),
        new("GET /v1/metadata/id", 200, """{"id":"","scope":{"path":[],"clusters":"*"}}"""),
        new("GET /v1/metadata/version", 200, """{"version":"*","commitId":"*"}"""),
        new("GET /v1/metadata/deployment", 200, """{"attributes":[]}"""),
        new("GET /contexts", 200, """[".",".test"]"""),
        new("GET /contexts?contextPrefix=.t", 200, """[".test"]"""),
        new("GET /contexts?offset=1&limit=0", 200, """[".test"]"""),
        new("DELETE /contexts/.test", 422, "42211"),
        new("DELETE /contexts/.", 422, "42205"),
        new("DELETE /contexts/a:b", 400, "400"),
        new("DELETE /contexts/.none", 204, ""),
        new(
            "DELETE /contexts/test",
            204,
            "",
            Before: "DELETE /subjects/:.test:orders\nDELETE /subjects/:.test:orders?permanent=true"),
        new("GET /nowhere", 404, "404"),
        new("DELETE /schemas", 405, "405"),
    ];

    public static TheoryData<HttpRow> Schemas =>
    [
        new("GET /schemas?subjectPrefix=ord&latestOnly=true", 200, $"[{V2}]"),
        new("GET /schemas?subjectPrefix=ord&latestOnly=True&aliases=True", 200,
            $"[{V2[..^1]},\"aliases\":[\"bestellungen\"]}}]"),
        new("GET /schemas?subjectPrefix=gone", 200, "[]"),
        new("GET /schemas?subjectPrefix=gone&deleted=true", 200,
            """[{"subject":"gone","version":1,"id":5,"guid":"*","schemaType":"AVRO","schema":"\"bytes\"",""" +
            """ "ts":"*","deleted":true}]"""),
        new("GET /schemas?limit=2&offset=1&latestOnly=true", 200, """["*","*"]"""),
        new("GET /schemas?limit=0", 200, """["*","*","*","*"]"""),
        new("GET /schemas?subjectPrefix=:*:", 200, """["*","*","*","*","*"]"""),
        new("GET /schemas?subjectPrefix=:.test:o", 200, """["*"]"""),
        new("GET /schemas?ruleType=CEL", 200, "[]"),
        new("GET /schemas?subjectPrefix=per&ruleType=CEL", 200, """["*"]""",
            Before: """POST /subjects/person/versions {"ruleSet":{"domainRules":[""" + Rule + "]}}"),
        new("GET /schemas?resourceType=topic", 200, "[]"),
        new("GET /schemas?associationType=value&lifecycle=STRONG", 200, "[]"),
        new("GET /schemas?resourceType=&latestOnly=true", 200, """["*","*","*"]"""),
        new("GET /schemas/ids/4?referenceFormat=default", 200,
            """{"guid":"*","schemaType":"AVRO","schema":"*",""" +
            """ "references":[{"name":"c.Address","subject":"address","version":1}]}"""),
        new("GET /schemas/ids/2", 200, """{"guid":"*","schemaType":"AVRO","schema":"*"}"""),
        new("GET /schemas/ids/2?fetchMaxId=True&subject=", 200,
            """{"guid":"*","schemaType":"AVRO","schema":"*","maxId":5}"""),
        new("GET /schemas/ids/2?subject=orders", 200,
            """{"subject":"orders","version":1,"guid":"*","schemaType":"AVRO","schema":"*"}"""),
        new("GET /schemas/ids/2?subject=bestellungen", 200,
            """{"subject":"orders","version":1,"guid":"*","schemaType":"AVRO","schema":"*"}"""),
        new("GET /schemas/ids/1?subject=:.test:", 200, """{"guid":"*","schemaType":"AVRO","schema":"*"}"""),
        new("GET /schemas/ids/1?subject=orders", 200,
            """{"subject":":.test:orders","version":1,"guid":"*","schemaType":"AVRO","schema":"*"}"""),
        new("GET /schemas/ids/4", 200,
            """{"guid":"*","schemaType":"AVRO","schema":"*",""" +
            """ "references":[{"name":"c.Address","subject":"address","version":1}]}"""),
        new("GET /schemas/ids/5", 200, """{"guid":"*","schemaType":"AVRO","schema":"\"bytes\""}"""),
        new("GET /schemas/ids/9", 404, "40403"),
        new("GET /schemas/ids/2?subject=:.test:", 404, "40403"),
        new("GET /schemas/ids/abc", 404, "404"),
        new("GET /schemas/ids/2/schema", 200, OrderV1),
        new("GET /schemas/ids/4/schema?format=resolved", 200,
            """{"type":"record","name":"Person","fields":[{"name":"home","type":""" +
            """{"type":"record","name":"Address","namespace":"c","fields":[]}}]}"""),
        new("GET /schemas/ids/5/schema", 200, "\"bytes\""),
        new("GET /schemas/ids/9/schema", 404, "40403"),
        new("GET /schemas/ids/2/subjects", 200, """["orders"]"""),
        new("GET /schemas/ids/5/subjects", 200, "[]"),
        new("GET /schemas/ids/5/subjects?deleted=true", 200, """["gone"]"""),
        new("GET /schemas/ids/1/subjects?subject=:.test:", 200, """[":.test:orders"]"""),
        new("GET /schemas/ids/9/subjects", 404, "40403"),
        new("GET /schemas/ids/2/versions", 200, """[{"subject":"orders","version":1}]"""),
        new("GET /schemas/ids/2/versions?subject=person", 200, "[]"),
        new("GET /schemas/ids/9/versions", 404, "40403"),
        new("GET /schemas/guids/7f8a9c8b-0000-0000-0000-000000000000", 404, "40403"),
        new("GET /schemas/guids/7f8a9c8b-0000-0000-0000-000000000000/ids", 200, "[]"),
        new("GET /schemas/guids/nonsense", 404, "40403"),
    ];

    public static TheoryData<HttpRow> Subjects =>
    [
        new("GET /subjects", 200, """[":.test:orders","address","orders","person"]"""),
        new("GET /subjects?subjectPrefix=", 200, """["address","orders","person"]"""),
        new("GET /subjects?subjectPrefix=:*:o", 200, """[":.test:orders","orders"]"""),
        new("GET /subjects?subjectPrefix=:.test:", 200, """[":.test:orders"]"""),
        new("GET /subjects?deleted=true&subjectPrefix=g", 200, """["gone"]"""),
        new("GET /subjects?deletedOnly=true&deleted=true", 200, """["gone"]"""),
        new("GET /subjects?limit=1&offset=1", 200, """["address"]"""),
        new("GET /contexts/test/subjects", 200, """[":.test:orders"]"""),
        new("GET /contexts/.test/subjects/orders/versions", 200, "[1]"),
        new("GET /contexts/a:b/subjects", 400, "400"),
        new("POST /subjects/orders", 200,
            """{"subject":"orders","version":1,"id":2,"guid":"*","schemaType":"AVRO","schema":"*","ts":"*"}""",
            Schema(OrderV1)),
        new("POST /subjects/bestellungen?normalize=True&deleted=False", 200, "\"*\"", Schema(OrderV1)),
        new("POST /subjects/gone?deleted=true", 200,
            """{"subject":"gone","version":1,"id":5,"guid":"*","schemaType":"AVRO","schema":"*","ts":"*",""" +
            """ "deleted":true}""",
            Schema("\"bytes\"")),
        new("POST /subjects/gone", 404, "40401", Schema("\"bytes\"")),
        new("POST /subjects/orders", 404, "40403", Schema("\"int\"")),
        new("POST /subjects/orders", 422, "42201", Schema("{")),
        new("POST /contexts/test/subjects/orders", 200, "\"*\"", Schema(OrderV1)),
        new("DELETE /subjects/orders", 200, "[1,2]"),
        new("DELETE /subjects/gone", 404, "40404"),
        new("DELETE /subjects/gone?permanent=true", 200, "[1]"),
        new("DELETE /subjects/orders?permanent=true", 404, "40405"),
        new("DELETE /subjects/none", 404, "40401"),
        new("DELETE /subjects/frozen", 422, "42205"),
        new("DELETE /subjects/address", 422, "42206"),
        new("GET /subjects/orders/metadata?key=owner&value=a", 200, V2),
        new("GET /subjects/orders/metadata?key=owner&value=b", 404, "40403"),
        new("GET /subjects/none/metadata?key=owner&value=b", 404, "40401"),
        new("GET /subjects/orders/versions", 200, "[1,2]"),
        new("GET /subjects/bestellungen/versions?limit=1&offset=1", 200, "[2]"),
        new("GET /subjects/gone/versions", 404, "40401"),
        new("GET /subjects/gone/versions?deleted=true", 200, "[1]"),
        new("GET /subjects/gone/versions?deleted=true&deletedAsNegative=true", 200, "[-1]"),
        new("GET /subjects/gone/versions?deletedOnly=true", 200, "[1]"),
    ];

    public static TheoryData<HttpRow> Versions =>
    [
        new("GET /subjects/orders/versions/2", 200, V2),
        new("GET /subjects/orders/versions/Latest", 200, V2),
        new("GET /subjects/orders/versions/-1", 200, V2),
        new("GET /subjects/bestellungen/versions/latest?findTags=*", 200, V2),
        new("GET /subjects/:.test:orders/versions/1", 200,
            """{"subject":":.test:orders","version":1,"id":1,"guid":"*","schemaType":"AVRO","schema":"*","ts":"*"}"""),
        new("GET /subjects/gone/versions/1", 404, "40401"),
        new("GET /subjects/gone/versions/1?deleted=true", 200, "\"*\""),
        new("GET /subjects/orders/versions/9", 404, "40402"),
        new("GET /subjects/orders/versions/0", 422, "42202"),
        new("GET /subjects/orders/versions/99999999999", 422, "42202"),
        new("GET /subjects/orders/versions/1/schema", 200, OrderV1),
        new("GET /subjects/person/versions/latest/schema?format=resolved", 200, "\"*\""),
        new("GET /subjects/none/versions/1/schema", 404, "40401"),
        new("GET /subjects/address/versions/1/referencedby", 200, "[4]"),
        new("GET /subjects/address/versions/1/referencedby?offset=1", 200, "[]"),
        new("GET /subjects/address/versions/7/referencedby", 404, "40402"),
        new("DELETE /subjects/orders/versions/2", 200, "2"),
        new("DELETE /subjects/orders/versions/latest", 200, "2"),
        new("DELETE /subjects/orders/versions/7", 404, "40402"),
        new("DELETE /subjects/gone/versions/1", 404, "40406"),
        new("DELETE /subjects/gone/versions/1?permanent=True", 200, "1"),
        new("DELETE /subjects/orders/versions/1?permanent=true", 404, "40407"),
        new("DELETE /subjects/orders/versions/x", 422, "42202"),
        new("DELETE /subjects/address/versions/1", 422, "42206"),
        new("POST /subjects/orders/versions/1/tags", 200,
            """{"id":6,"version":3,"guid":"*","schemaType":"AVRO","schema":"*","ruleSet":{"domainRules":[""" +
            Rule + "]}}",
            """{"rulesToMerge":{"domainRules":[""" + Rule + "]}}"),
        new("POST /subjects/orders/versions/1/tags", 200,
            """{"id":6,"version":3,"guid":"*","schemaType":"AVRO","schema":"{\"type\":\"record\",\"name\":""" +
            """\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"confluent:tags\":[\"PII\"]}]}"}""",
            """{"newVersion":3,"tagsToAdd":[{"schemaEntity":{"entityPath":"Order.id","entityType":"SR_FIELD"},""" +
            """ "tags":["PII"]}]}"""),
        new("POST /subjects/orders/versions/1/tags", 422, "42201",
            """{"tagsToAdd":[{"schemaEntity":{"entityPath":"Order.no","entityType":"SR_FIELD"},"tags":["PII"]}]}"""),
        new("POST /subjects/none/versions/1/tags", 404, "40401", "{}"),
    ];

    [Theory]
    [MemberData(nameof(Server))]
    public Task Server_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Schemas))]
    public Task Schemas_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Subjects))]
    public Task Subjects_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Versions_row(HttpRow row) => row.CheckAsync();
}
