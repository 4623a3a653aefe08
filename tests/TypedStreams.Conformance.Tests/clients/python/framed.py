"""Values of typed producers that name their schema in a header, read by Confluent's Python client; then one of its own.

framed.py HOST:PORT http://HOST:PORT TOPIC COUNT   prints values as JSON lines, and writes the first one back
"""
import json
import sys

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, header_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

bootstrap, registry, topic, count = sys.argv[1:]
client = SchemaRegistryClient({"url": registry})
readers = {"AVRO": AvroDeserializer(client), "JSON": JSONDeserializer(None, schema_registry_client=client)}
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "framed", "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
read = []
while len(read) < int(count):
    message = consumer.poll(1.0)
    if message is None:
        continue
    if message.error():
        raise SystemExit(str(message.error()))
    name, schema_id = message.headers()[-1]
    assert name == "__value_schema_id" and schema_id[0] == 1 and len(schema_id) == 17, message.headers()
    kind = "JSON" if message.value()[:1] == b"{" else "AVRO"
    context = SerializationContext(topic, MessageField.VALUE, message.headers())
    read.append((message.key(), readers[kind](message.value(), context)))
    print(json.dumps(read[-1][1], sort_keys=True))
consumer.close()

subject = f"{topic}-shop.Seen"
subjects = client.get_subjects()
versions = client.get_versions(subject)
writer = AvroSerializer(client, client.get_latest_version(subject).schema.schema_str, conf={
    "auto.register.schemas": True,
    "subject.name.strategy.type": "TOPIC_RECORD",
    "schema.id.serializer": header_schema_id_serializer,
})
context = SerializationContext(topic, MessageField.VALUE, [])
key, value = read[0]
producer = Producer({"bootstrap.servers": bootstrap})
producer.produce(topic, key=key, value=writer(dict(value, Where="python"), context), headers=context.headers)
assert producer.flush(30) == 0
assert client.get_subjects() == subjects and client.get_versions(subject) == versions
