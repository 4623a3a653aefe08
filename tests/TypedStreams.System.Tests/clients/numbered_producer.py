"""Writes numbered records without pause through an idempotent confluent-kafka producer: the record N goes to partition
N mod PARTITIONS and says so in its value. The acknowledged ones are printed as they come, as lines
"PARTITION FIRST LAST" of numbers; the last line is "done".

    numbered_producer.py BOOTSTRAP TOPIC PARTITIONS COUNT SIZE [SETTING=VALUE]...
"""
import sys

from confluent_kafka import KafkaException, Producer

bootstrap, topic, partitions, count, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
settings = {
    "bootstrap.servers": bootstrap,
    "enable.idempotence": True,
    "acks": "all",
    "linger.ms": 5,
    "message.timeout.ms": 300000,
    "reconnect.backoff.max.ms": 500,
    "retry.backoff.ms": 50,
    "queue.buffering.max.messages": 200000,
    **dict(setting.split("=", 1) for setting in sys.argv[6:]),
}
faults = []
acknowledged = {}  # partition -> [first, last], a run of numbers not printed yet


def report(partition):
    first, last = acknowledged.pop(partition)
    print(partition, first, last, flush=True)


def delivered(fault, message):
    if fault is not None:
        faults.append(fault)
        return
    partition, number = message.partition(), int(message.value()[:12])
    run = acknowledged.get(partition)
    if run is not None and run[1] + partitions == number and run[1] - run[0] < 2000 * partitions:
        run[1] = number
        return
    if run is not None:
        report(partition)
    acknowledged[partition] = [number, number]


def finish(verdict):
    for partition in list(acknowledged):
        report(partition)
    print(verdict, flush=True)


producer = Producer(settings)
try:
    for number in range(count):
        while True:
            try:
                producer.produce(
                    topic, value=b"%012d" % number + b"." * (size - 12), partition=number % partitions,
                    on_delivery=delivered)
                break
            except BufferError:
                producer.poll(0.1)
        if number % 1000 == 0:
            producer.poll(0)
            if faults:
                break
    producer.flush(300)
except KafkaException as fault:
    faults.append(fault)
finish(f"failed {faults[0]}" if faults else "done")
