"""confluent-kafka, that is librdkafka: 2.0.2 (Debian) and 2.16.0."""
import records
from confluent_kafka import Consumer, Producer


def produce(bootstrap, topic, codec, batch):
    faults = []
    producer = Producer({
        "bootstrap.servers": bootstrap,
        "client.id": records.CLIENT_ID,
        "enable.idempotence": True,
        "compression.type": codec,
        "linger.ms": 20,
    })
    for partition, key, value, headers in batch:
        producer.produce(
            topic, value=value, key=key, partition=partition, headers=headers,
            on_delivery=lambda fault, _: faults.append(fault) if fault else None)
    if producer.flush(60) or faults:
        raise SystemExit(f"not delivered: {faults or 'timed out'}")


def consume(bootstrap, topics, group, count):
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": group,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe(topics)
    read = 0
    while read < count:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            raise SystemExit(str(message.error()))
        records.show(
            message.topic(), message.partition(), message.offset(), message.key(), message.value(), message.headers())
        read += 1
    consumer.commit(asynchronous=False)
    consumer.close()


records.run(produce, consume)
