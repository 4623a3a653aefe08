"""Producers that ask again after a second without an answer: CLIENT BOOTSTRAP TOPIC COUNT. Prints the offsets."""
import sys


def confluent(bootstrap, topic, count):
    from confluent_kafka import Producer

    offsets = []

    def delivered(error, message):
        if error is not None:
            raise RuntimeError(error)
        offsets.append(message.offset())

    producer = Producer({
        "bootstrap.servers": bootstrap,
        "enable.idempotence": True,
        "request.timeout.ms": 1000,
        "socket.timeout.ms": 1000,
        "linger.ms": 0,
    })
    for number in range(count):
        producer.produce(topic, value=b"%d" % number, on_delivery=delivered)
        producer.flush(60)
    return offsets


def kafka_python(bootstrap, topic, count):
    from kafka import KafkaProducer

    producer = KafkaProducer(
        bootstrap_servers=bootstrap, enable_idempotence=True, request_timeout_ms=1000, retries=20)
    offsets = [producer.send(topic, value=b"%d" % number).get(timeout=60).offset for number in range(count)]
    producer.close()
    return offsets


client, bootstrap, topic, count = sys.argv[1:]
print(*{"confluent": confluent, "kafka_python": kafka_python}[client](bootstrap, topic, int(count)))
