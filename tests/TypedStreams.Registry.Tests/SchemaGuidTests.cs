// The guid of a schema is the same in every registry. The values are those of Confluent's own regression data
// (schema-md5-golden-data.json, AVRO): one text with and without references, metadata and rules.
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Tests;

public sealed class SchemaGuidTests
{
    private const string Text =
        """{"type":"record","name":"Person","namespace":"io.confluent.kafka.example","fields":[""" +
        """{"name":"name","type":"string"},{"name":"age","type":"int"},{"name":"ssn","type":"string"},""" +
        """{"name":"user","type":"io.confluent.kafka.example.User"},""" +
        """{"name":"address","type":"io.confluent.kafka.example.Address"}]}""";

    private const string Metadata =
        """
        {"tags":{"team":["data-engineering"],"environment":["staging","production"]},
         "properties":{"version":"1.0.0","owner":"data-team","description":"Person schema for user management"},
         "sensitive":["ssn","credit-card"]}
        """;

    private const string Rules =
        """
        {"migrationRules":[
          {"name":"upgrade-rule-1","doc":"Upgrade rule for field changes","kind":"TRANSFORM","mode":"UPGRADE",
           "type":"FIELD_UPDATE","tags":["PERSON"],"params":{"field":"name"},
           "expr":"field.name = field.name.toUpperCase()","onSuccess":"none","onFailure":"error","disabled":false},
          {"name":"downgrade-rule-1","doc":"Downgrade rule for compatibility","kind":"TRANSFORM","mode":"DOWNGRADE",
           "type":"FIELD_DELETE","tags":["PERSON"],"params":{"field":"ssn"},"expr":"delete field.ssn",
           "onSuccess":"none","onFailure":"error","disabled":false}],
         "domainRules":[
          {"name":"validation-rule-1","doc":"Validate age field","kind":"CONDITION","mode":"WRITE",
           "type":"FIELD_VALIDATION","tags":["PERSON"],"params":{"field":"age"},
           "expr":"field.age >= 0 && field.age <= 150","onSuccess":"none","onFailure":"error","disabled":false},
          {"name":"masking-rule-1","doc":"Mask sensitive data on read","kind":"TRANSFORM","mode":"READ",
           "type":"DATA_MASKING","tags":["PERSON"],"params":{"field":"ssn"},"expr":"field.ssn = '***-**-****'",
           "onSuccess":"none","onFailure":"error","disabled":false}]}
        """;

    [Theory]
    [InlineData("d629bb05-ad85-3d20-fbcb-895de3c459f7", false, false, false)]
    [InlineData("c0708b8f-65f6-b698-bffe-45c1dfa8987c", false, false, true)]
    [InlineData("2034166c-90a8-1166-0ff2-f5f62c80dbe0", false, true, false)]
    [InlineData("d9877161-cfdf-d8c5-4eb4-ab37ed50e9d5", false, true, true)]
    [InlineData("5c08d70e-5347-41b2-6369-199425d044eb", true, false, false)]
    [InlineData("96825311-eb10-b7f5-48be-2a023b4c018e", true, false, true)]
    [InlineData("3619d8e0-2ee8-de51-0d9e-2520d39174d5", true, true, false)]
    [InlineData("589556fb-ad98-e8e0-94fa-e6da3455433a", true, true, true)]
    public void Guid_is_the_one_that_Confluent_gives(string guid, bool references, bool metadata, bool rules)
    {
        var content = new SchemaContent(
            "AVRO",
            Text,
            references
                ?
                [
                    new SchemaReference("io.confluent.kafka.example.User", "User", 1),
                    new SchemaReference("io.confluent.kafka.example.Address", "Address", 2),
                ]
                : [],
            metadata ? ContractText.ReadMetadata(JsonValue.Parse(Metadata)) : null,
            rules ? ContractText.ReadRuleSet(JsonValue.Parse(Rules)) : null);

        Assert.Equal(guid, content.Guid.ToString());
    }
}
