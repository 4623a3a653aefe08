# Drives a running registry with Confluent's Python client: confluent_python.py http://HOST:PORT
import sys

from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext
from google.rpc import status_pb2

ORDER = '{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}'
ORDER2 = '{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"note","type":"string","default":""}]}'
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
print("ok")
