"""A session of Confluent's Python client with a registry: three formats, references, contexts, rules, settings.

registry.py http://HOST:PORT   prints "ok" and ends with 0 when everything was answered as expected
"""
import sys

from confluent_kafka.schema_registry import ConfigCompatibilityLevel, Metadata, MetadataProperties
from confluent_kafka.schema_registry import Rule, RuleKind, RuleMode, RuleSet, Schema, ServerConfig
from confluent_kafka.schema_registry import SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.rules.encryption.dek_registry.dek_registry_client import DekAlgorithm
from confluent_kafka.schema_registry.rules.encryption.dek_registry.dek_registry_client import DekRegistryClient
from confluent_kafka.serialization import MessageField, SerializationContext
from google.rpc import status_pb2

ORDER = '{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}'
ORDER2 = ORDER.replace(']', ',{"name":"note","type":"string","default":""}]')
BROKEN = '{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"total","type":"double"}]}'

client = SchemaRegistryClient({"url": sys.argv[1]})
subject = "py/orders:1-value"
first = client.register_schema(subject, Schema(ORDER, "AVRO"))
assert client.register_schema("py-other-value", Schema(ORDER, "AVRO")) == first
second = client.register_schema(subject, Schema(ORDER2, "AVRO"), normalize_schemas=False)
assert second != first
assert client.get_versions(subject) == [1, 2]
assert client.get_schema(first).schema_str == ORDER
assert client.get_latest_version(subject).schema_id == second
assert client.get_version(subject, 1).schema_id == first
assert client.lookup_schema(subject, Schema(ORDER, "AVRO")).version == 1
assert subject in client.get_subjects()
assert client.test_compatibility(subject, Schema(ORDER2, "AVRO")) is True
assert client.test_compatibility(subject, Schema(BROKEN, "AVRO")) is False
try:
    client.register_schema(subject, Schema(BROKEN, "AVRO"))
    raise AssertionError("an incompatible schema was taken")
except SchemaRegistryError as refused:
    assert refused.http_status_code == 409, refused
client.set_compatibility(subject_name=subject, level="NONE")
assert client.get_compatibility(subject_name=subject) == "NONE"
assert client.register_schema(subject, Schema(BROKEN, "AVRO")) > second

client.register_schema("py-address", Schema('{"type":"record","name":"Address","namespace":"c","fields":[]}', "AVRO"))
person = Schema(
    '{"type":"record","name":"Person","fields":[{"name":"home","type":"c.Address"}]}', "AVRO",
    [SchemaReference("c.Address", "py-address", 1)])
client.register_schema("py-person", person)

context = SerializationContext("py-topic", MessageField.VALUE)
data = AvroSerializer(client, ORDER2)({"id": 7, "note": "hi"}, context)
assert AvroDeserializer(client)(data, context) == {"id": 7, "note": "hi"}

assert client.delete_version(subject, 1) == 1
assert client.delete_subject(subject) == [2, 3]
assert client.delete_subject(subject, permanent=True) == [1, 2, 3]
try:
    client.get_versions(subject)
    raise AssertionError("the subject is still there")
except SchemaRegistryError as missing:
    assert (missing.http_status_code, missing.error_code) == (404, 40401), missing
# JSON Schema, with a reference.
line = '{"$id":"line.json","title":"Line","type":"object","properties":{"sku":{"type":"string"}},"required":["sku"]}'
client.register_schema("line.json", Schema(line, "JSON"))
cart = Schema(
    '{"title":"Cart","type":"object","properties":{"lines":{"type":"array","items":{"$ref":"line.json"}}}}', "JSON",
    [SchemaReference("line.json", "line.json", 1)])
context = SerializationContext("py-cart", MessageField.VALUE)
data = JSONSerializer(cart, client)({"lines": [{"sku": "a"}]}, context)
assert JSONDeserializer(cart, schema_registry_client=client)(data, context) == {"lines": [{"sku": "a"}]}
assert client.get_latest_version("py-cart-value").schema.references[0].name == "line.json"
try:
    client.register_schema("line.json", Schema(line.replace('"string"', '"integer"'), "JSON"))
    raise AssertionError("an incompatible JSON Schema was taken")
except SchemaRegistryError as refused:
    assert refused.http_status_code == 409 and "TYPE_CHANGED" in refused.error_message, refused

# Protobuf: descriptors go in, imports are registered as references, descriptors come out.
context = SerializationContext("py-proto", MessageField.VALUE)
message = status_pb2.Status(code=7, message="f")
serializer = ProtobufSerializer(status_pb2.Status, client, {"use.deprecated.format": False})
data = serializer(message, context)
# A reader of its own: the writer's cache holds the text it got when it registered.
reader = SchemaRegistryClient({"url": sys.argv[1]})
decoded = ProtobufDeserializer(status_pb2.Status, {"use.deprecated.format": False}, reader)(data, context)
assert decoded == message, decoded
stored = client.get_latest_version("py-proto-value")
assert stored.schema.schema_type == "PROTOBUF" and "message Status {" in stored.schema.schema_str
assert reader.get_schema(stored.schema_id, "py-proto-value", "serialized").schema_str != stored.schema.schema_str

# What travels with a schema.
positive = Rule(
    "positive", None, RuleKind.CONDITION, RuleMode.WRITE, "CEL", None, None, "message.id > 0", None, None, False)
rules = RuleSet(migration_rules=None, domain_rules=[positive])
contract = Schema(ORDER, "AVRO", metadata=Metadata(None, MetadataProperties({"owner": "billing"}), None),
                  rule_set=rules)
client.register_schema("py-contract-value", contract)
owned = reader.get_latest_with_metadata("py-contract-value", {"owner": "billing"})
assert owned.version == 1 and owned.schema.rule_set.domain_rules[0].name == "positive", owned
assert reader.get_schema_by_guid(owned.guid).schema_str == ORDER

# Contexts, settings and modes.
in_context = client.register_schema(":.py:orders-value", Schema('"long"', "AVRO"))
assert in_context == 1
assert ".py" in client.get_contexts()
assert reader.get_schema(in_context, ":.py:orders-value").schema_str == '"long"'
assert ":.py:orders-value" in client.get_subjects(subject_prefix=":*:")
client.set_config("py-contract-value", ServerConfig(
    compatibility=ConfigCompatibilityLevel.FULL, compatibility_group="major",
    default_metadata=Metadata(None, MetadataProperties({"team": "a"}), None)))
config = client.get_config("py-contract-value")
assert config.compatibility_level == ConfigCompatibilityLevel.FULL and config.compatibility_group == "major", config
assert config.default_metadata.properties.properties == {"team": "a"}, config
assert client.delete_config("py-contract-value").compatibility_level == ConfigCompatibilityLevel.FULL
assert client.get_global_mode() == "READWRITE"
client.update_mode("py-frozen", "READONLY")
assert client.get_mode("py-frozen") == "READONLY"
try:
    client.register_schema("py-frozen", Schema('"int"', "AVRO"))
    raise AssertionError("a read-only subject was written to")
except SchemaRegistryError as refused:
    assert refused.error_code == 42205, refused
client.delete_mode("py-frozen")
assert client.register_schema("py-frozen", Schema('"int"', "AVRO")) > 0

# The keys of fields.
keys = DekRegistryClient({"url": sys.argv[1]})
kek = keys.register_kek("py-kek", "local-kms", "id", kms_props={"a": "b"}, doc="a test")
assert (kek.kms_type, kek.kms_props.properties, kek.shared) == ("local-kms", {"a": "b"}, False), kek
dek = keys.register_dek("py-kek", "py/orders-value", "QUJD", DekAlgorithm.AES256_SIV, 2)
assert (dek.subject, dek.version, dek.algorithm) == ("py/orders-value", 2, DekAlgorithm.AES256_SIV), dek
keys = DekRegistryClient({"url": sys.argv[1]})
assert keys.get_kek("py-kek").doc == "a test"
for version in (2, -1):
    dek = keys.get_dek("py-kek", "py/orders-value", DekAlgorithm.AES256_SIV, version)
    assert dek.get_encrypted_key_material_bytes() == b"ABC" and dek.ts > 0, dek
for call in (lambda: keys.get_kek("none"), lambda: keys.get_dek("py-kek", "none", DekAlgorithm.AES256_GCM, 1)):
    try:
        call()
        raise AssertionError("a key that is not there was given")
    except SchemaRegistryError as missing:
        assert (missing.http_status_code, missing.error_code) == (404, 40470), missing
try:
    # A client of its own, which has not cached the key.
    DekRegistryClient({"url": sys.argv[1]}).register_dek(
        "py-kek", "py/orders-value", "WFla", DekAlgorithm.AES256_SIV, 2)
    raise AssertionError("another key was taken for one that is there")
except SchemaRegistryError as refused:
    assert (refused.http_status_code, refused.error_code) == (409, 40971), refused
print("ok")
