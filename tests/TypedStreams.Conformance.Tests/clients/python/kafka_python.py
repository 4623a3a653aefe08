"""kafka-python, old (2.0.2, Debian) and new (3.x): the calls are the same."""
import kafka
import records
from kafka import KafkaConsumer, KafkaProducer


def produce(bootstrap, topic, codec, batch):
    producer = KafkaProducer(
        bootstrap_servers=bootstrap, acks="all", linger_ms=20, compression_type=None if codec == "none" else codec,
        client_id=records.CLIENT_ID, **({} if kafka.__version__.startswith("2.") else {"enable_idempotence": True}))
    sent = [
        producer.send(topic, value=value, key=key, headers=headers, partition=partition)
        for partition, key, value, headers in batch
    ]
    producer.flush()
    for future in sent:
        future.get(timeout=30)
    producer.close()


def consume(bootstrap, topics, group, count):
    consumer = KafkaConsumer(
        *topics, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False)
    read = 0
    while read < count:
        for messages in consumer.poll(timeout_ms=1000, max_records=count - read).values():
            for message in messages:
                records.show(
                    message.topic, message.partition, message.offset, message.key, message.value, message.headers)
                read += 1
    consumer.commit()
    consumer.close()


records.run(produce, consume)
