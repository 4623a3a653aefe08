// /dek-registry/v1 as a table: every path with what it answers, and every way it refuses.
namespace TypedStreams.Registry.Tests;

public sealed class KeyTableTests
{
    private const string Keks = "/dek-registry/v1/keks";
    private const string KekBody =
        """{"name":"k","kmsType":"local-kms","kmsKeyId":"id","kmsProps":{"p":"v"},"doc":"d"}""";
    private const string Kek = $"POST {Keks} {KekBody}";
    private const string Material = """{"encryptedKeyMaterial":"AAAA"}""";
    private const string Dek = $"{Kek}\nPOST {Keks}/k/deks/s {Material}";
    private const string Shared = $$"""POST {{Keks}} {"name":"k","kmsType":"aws","kmsKeyId":"id","shared":true}""";
    private const string Gone = $"{Kek}\nDELETE {Keks}/k";
    private const string DekGone = $"{Dek}\nDELETE {Keks}/k/deks/s";

    private const string Two = $$"""
        {{Dek}}
        POST {{Keks}}/k/deks/s {"version":2,"encryptedKeyMaterial":"BBBB"}
        POST {{Keks}}/k/deks {"subject":"s","algorithm":"AES256_SIV","encryptedKeyMaterial":"CCCC"}
        POST {{Keks}}/k/deks/t%2Fu {"encryptedKeyMaterial":"DDDD"}
        """;

    private const string KekShape =
        """{"name":"k","kmsType":"local-kms","kmsKeyId":"id","kmsProps":{"p":"v"},"doc":"d","shared":false,"ts":"*"}""";

    private const string DekShape =
        """{"kekName":"k","subject":"s","version":1,"algorithm":"AES256_GCM","encryptedKeyMaterial":"AAAA","ts":"*"}""";

    public static TheoryData<HttpRow> KekRows =>
    [
        new($"POST {Keks}", 200, KekShape, KekBody),
        new($"POST {Keks}", 200,
            """{"name":"k","kmsType":"aws-kms","kmsKeyId":"id","kmsProps":{},"shared":true,"ts":"*"}""",
            """{"name":"k","kmsType":"AWS","kmsKeyId":"id","shared":true}"""),
        new($"POST {Keks}", 409, "40971", KekBody, Kek),
        new($"POST {Keks}", 200, KekShape, KekBody, Gone),
        new($"POST {Keks}", 409, "40971", KekBody.Replace("\"id\"", "\"other\""), Gone),
        new($"POST {Keks}", 422, "42271", KekBody.Replace("\"k\"", "\"1k\"")),
        new($"POST {Keks}", 422, "42271", KekBody.Replace("\"k\"", "\"k k\"")),
        new($"POST {Keks}", 422, "42271", """{"name":"k","kmsKeyId":"id"}"""),
        new($"POST {Keks}", 422, "42271", """{"name":"k","kmsType":"x"}"""),
        new($"POST {Keks}", 422, "42271", KekBody.Replace("\"v\"", "1")),
        new($"POST {Keks}?testSharing=true", 500, "50070", KekBody.Replace("\"doc\"", "\"shared\":true,\"doc\"")),
        new($"POST {Keks}?testSharing=true", 200, KekShape, KekBody),
        new($"POST {Keks}", 400, "400", "{"),
        new($"GET {Keks}", 200, "[]"),
        new($"GET {Keks}", 200, """["k"]""", Before: Kek),
        new($"GET {Keks}", 200, "[]", Before: Gone),
        new($"GET {Keks}?deleted=True", 200, """["k"]""", Before: Gone),
        new($"GET {Keks}?subjectPrefix=s&subjectPrefix=x", 200, """["k"]""", Before: Dek),
        new($"GET {Keks}?subjectPrefix=x", 200, "[]", Before: Dek),
        new($"GET {Keks}?offset=1", 200, "[]", Before: Kek),
        new($"GET {Keks}/k", 200, KekShape, Before: Kek),
        new($"GET {Keks}/k", 404, "40470"),
        new($"GET {Keks}/k", 404, "40470", Before: Gone),
        new($"GET {Keks}/k?deleted=true", 200, KekShape[..^1] + ",\"deleted\":true}", Before: Gone),
        new($"PUT {Keks}/k", 200, KekShape.Replace("\"d\"", "\"e\""), """{"doc":"e"}""", Kek),
        new($"PUT {Keks}/k", 200, KekShape.Replace(",\"doc\":\"d\"", ""), """{"doc":null}""", Kek),
        new($"PUT {Keks}/k", 200, KekShape.Replace("\"p\":\"v\"", "\"q\":\"w\""), """{"kmsProps":{"q":"w"}}""", Kek),
        new($"PUT {Keks}/k", 200, KekShape, """{"kmsKeyId":"another"}""", Kek),
        new($"PUT {Keks}/k?testSharing=true", 500, "50070", """{"shared":true}""", Kek),
        new($"PUT {Keks}/k", 404, "40470", "{}"),
        new($"PUT {Keks}/k", 404, "40470", "{}", Gone),
        new($"DELETE {Keks}/k", 204, "", Before: Kek),
        new($"DELETE {Keks}/k", 404, "40470"),
        new($"DELETE {Keks}/k", 404, "40470", Before: Gone),
        new($"DELETE {Keks}/k", 422, "42272", Before: Dek),
        new($"DELETE {Keks}/k", 204, "", Before: DekGone),
        new($"DELETE {Keks}/k?permanent=true", 404, "40471", Before: Kek),
        new($"DELETE {Keks}/k?permanent=true", 422, "42272", Before: $"{DekGone}\nDELETE {Keks}/k"),
        new($"DELETE {Keks}/k?permanent=true", 204, "", Before: Gone),
        new($"GET {Keks}?deleted=true", 200, "[]", Before: $"{Gone}\nDELETE {Keks}/k?permanent=true"),
        new($"POST {Keks}/k/undelete", 204, "", "{}", Gone),
        new($"GET {Keks}/k", 200, KekShape, Before: $"{Gone}\nPOST {Keks}/k/undelete {{}}"),
        new($"POST {Keks}/k/undelete", 404, "40470", "{}"),
        new($"POST {Keks}/k/test", 422, "42271", "{}", Kek),
        new($"POST {Keks}/k/test", 500, "50070", "{}", Shared),
        new($"POST {Keks}/k/test", 404, "40470", "{}"),
        new($"POST {Keks}/k", 405, "405", "{}"),
        new("GET /dek-registry/v1", 404, "404"),
    ];

    public static TheoryData<HttpRow> DekRows =>
    [
        new($"POST {Keks}/k/deks/s", 200, DekShape, Material, Kek),
        new($"POST {Keks}/k/deks", 200, DekShape.Replace("256_GCM", "128_GCM"),
            """{"subject":"s","algorithm":"AES128_GCM","encryptedKeyMaterial":"AAAA"}""", Kek),
        new($"POST {Keks}/k/deks/s", 409, "40971", Material, Dek),
        new($"POST {Keks}/k/deks/s", 200, DekShape, Material, DekGone),
        new($"POST {Keks}/k/deks/s", 409, "40971", """{"encryptedKeyMaterial":"BBBB"}""", DekGone),
        new($"POST {Keks}/k/deks/s?rewrap=true", 200, DekShape.Replace("AAAA", "BBBB"),
            """{"encryptedKeyMaterial":"BBBB"}""", Dek),
        new($"POST {Keks}/k/deks/s", 404, "40470", Material),
        new($"POST {Keks}/k/deks/s", 404, "40470", Material, Gone),
        new($"POST {Keks}/k/deks/s", 422, "42271", "{}", Kek),
        new($"POST {Keks}/k/deks/s", 500, "50070", "{}", Shared),
        new($"POST {Keks}/k/deks", 422, "42271", Material, Kek),
        new($"POST {Keks}/k/deks/a%0Ab", 422, "42271", Material, Kek),
        new($"POST {Keks}/k/deks/s", 422, "42271", """{"version":0,"encryptedKeyMaterial":"AAAA"}""", Kek),
        new($"POST {Keks}/k/deks/s", 422, "42271", """{"algorithm":"ROT13","encryptedKeyMaterial":"AAAA"}""", Kek),
        new($"GET {Keks}/k/deks", 200, """["s","t/u"]""", Before: Two),
        new($"GET {Keks}/k/deks", 404, "40470"),
        new($"GET {Keks}/k/deks", 200, "[]", Before: DekGone),
        new($"GET {Keks}/k/deks?deleted=true", 200, """["s"]""", Before: DekGone),
        new($"GET {Keks}/k/deks/s", 200, DekShape, Before: Two),
        new($"GET {Keks}/k/deks/s?algorithm=AES256_SIV", 200,
            DekShape.Replace("_GCM", "_SIV").Replace("AAAA", "CCCC"), Before: Two),
        new($"GET {Keks}/k/deks/s?algorithm=AES128_GCM", 404, "40470", Before: Two),
        new($"GET {Keks}/k/deks/t%2Fu", 200, DekShape.Replace("\"s\"", "\"t/u\"").Replace("AAAA", "DDDD"), Before: Two),
        new($"GET {Keks}/k/deks/none", 404, "40470", Before: Two),
        new($"GET {Keks}/k/deks/s", 404, "40470", Before: DekGone),
        new($"GET {Keks}/k/deks/s?deleted=true", 200, DekShape[..^1] + ",\"deleted\":true}", Before: DekGone),
        new($"GET {Keks}/k/deks/s/versions", 200, "[1,2]", Before: Two),
        new($"GET {Keks}/k/deks/s/versions?algorithm=AES256_SIV", 200, "[1]", Before: Two),
        new($"GET {Keks}/k/deks/none/versions", 404, "40470", Before: Two),
        new($"GET {Keks}/k/deks/s/versions/1", 200, DekShape, Before: Two),
        new($"GET {Keks}/k/deks/s/versions/latest", 200,
            DekShape.Replace("\"version\":1", "\"version\":2").Replace("AAAA", "BBBB"), Before: Two),
        new($"GET {Keks}/k/deks/s/versions/-1", 200, "\"*\"", Before: Two),
        new($"GET {Keks}/k/deks/s/versions/7", 404, "40470", Before: Two),
        new($"GET {Keks}/k/deks/s/versions/x", 422, "42202", Before: Two),
        new($"GET {Keks}/k/deks/s?algorithm=x", 422, "42271", Before: Two),
        new($"DELETE {Keks}/k/deks/s", 204, "", Before: Two),
        new($"GET {Keks}/k/deks/s/versions/1?algorithm=AES256_SIV", 200, "\"*\"",
            Before: $"{Two}\nDELETE {Keks}/k/deks/s"),
        new($"DELETE {Keks}/k/deks/none", 404, "40470", Before: Two),
        new($"DELETE {Keks}/k/deks/s", 404, "40470", Before: DekGone),
        new($"DELETE {Keks}/k/deks/s?permanent=true", 404, "40471", Before: Two),
        new($"DELETE {Keks}/k/deks/s?permanent=true", 204, "", Before: DekGone),
        new($"DELETE {Keks}/k/deks/s/versions/1", 204, "", Before: Two),
        new($"GET {Keks}/k/deks/s/versions", 200, "[2]", Before: $"{Two}\nDELETE {Keks}/k/deks/s/versions/1"),
        new($"DELETE {Keks}/k/deks/s/versions/2?permanent=true", 404, "40471", Before: Two),
        new($"DELETE {Keks}/k/deks/s/versions/7", 404, "40470", Before: Two),
        new($"DELETE {Keks}/k/deks/s/versions/0", 422, "42202", Before: Two),
        new($"POST {Keks}/k/deks/s/undelete", 204, "", "{}", DekGone),
        new($"GET {Keks}/k/deks/s", 200, DekShape, Before: $"{DekGone}\nPOST {Keks}/k/deks/s/undelete {{}}"),
        new($"POST {Keks}/k/deks/s/versions/1/undelete", 204, "", "{}", DekGone),
        new($"POST {Keks}/k/deks/s/undelete", 404, "40472", "{}", $"{DekGone}\nDELETE {Keks}/k"),
        new($"POST {Keks}/k/deks/none/undelete", 404, "40470", "{}", Two),
        new($"POST {Keks}/k/deks/s/versions/x/undelete", 422, "42202", "{}", Two),
        new($"GET {Keks}/k/deks/other", 200, DekShape,
            Before: $$"""
            {{Dek}}
            PUT /config/other {"aliasForDeks":"s"}
            """),
    ];

    [Theory]
    [MemberData(nameof(KekRows))]
    public Task Kek_row(HttpRow row) => row.CheckAsync();

    [Theory]
    [MemberData(nameof(DekRows))]
    public Task Dek_row(HttpRow row) => row.CheckAsync();
}
