"""Members of a consumer group of KIP-848 (librdkafka) that come, leave and are killed under load.

  group848.py BOOTSTRAP SECONDS    prints what was sent and read; exit code 1 when a record was never read, or when the
                                   group's description ever gave a partition to two members
"""
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

TOPIC, GROUP, PARTITIONS = "busy", "crowd", 6


def member(bootstrap, path):
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": GROUP,
        "group.protocol": "consumer",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })

    def commit(*_):
        try:
            consumer.commit(asynchronous=False)
        except KafkaException:
            pass  # Nothing to commit, or the partition is another's by now: it is read again there.

    consumer.subscribe([TOPIC], on_revoke=commit)
    with open(path, "w", encoding="ascii") as out:
        unsaved = 0
        while running:
            message = consumer.poll(0.2)
            if message is not None and not message.error():
                out.write(f"{message.partition()} {message.offset()}\n")
                unsaved += 1
            if unsaved >= 50 or (unsaved and message is None):
                out.flush()
                commit()
                unsaved = 0
        out.flush()
        commit()
    consumer.close()


def produce(bootstrap, until):
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 5})
    number = 0
    while time.monotonic() < until:
        producer.produce(TOPIC, value=b"%d" % number, partition=number % PARTITIONS)
        number += 1
        producer.poll(0)
        time.sleep(0.001)
    if producer.flush(60):
        raise SystemExit("not everything was delivered")


def owners(admin):
    described = admin.describe_consumer_groups([GROUP], request_timeout=20)[GROUP].result()
    held = [(p.topic, p.partition) for m in described.members for p in (m.assignment.topic_partitions or [])]
    return len(described.members), held


def lag(admin, bootstrap):
    request = ConsumerGroupTopicPartitions(GROUP)
    committed = admin.list_consumer_group_offsets([request])[GROUP].result().topic_partitions
    found = {p.partition: p.offset for p in committed if p.topic == TOPIC}
    return sum(end - max(found.get(partition, 0), 0) for partition, end in ends(bootstrap).items())


def ends(bootstrap):
    probe = Consumer({"bootstrap.servers": bootstrap, "group.id": "probe"})
    found = {p: probe.get_watermark_offsets(TopicPartition(TOPIC, p), timeout=20)[1] for p in range(PARTITIONS)}
    probe.close()
    return found


def run(bootstrap, seconds):
    chance = random.Random(848)
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)])[TOPIC].result()
    folder = pathlib.Path(tempfile.mkdtemp())
    files, running = [], []

    def start():
        files.append(folder / f"{len(files)}.txt")
        running.append(subprocess.Popen([sys.executable, __file__, "member", bootstrap, str(files[-1])]))

    for _ in range(3):
        start()
    until = time.monotonic() + seconds
    load = threading.Thread(target=produce, args=(bootstrap, until))
    load.start()
    looks, twice, killed, left = 0, 0, 0, 0
    change = time.monotonic() + 4
    deadline = until + 90
    while time.monotonic() < deadline:
        _, held = owners(admin)
        looks += 1
        twice += len(held) != len(set(held))
        if time.monotonic() > until:
            if lag(admin, bootstrap) == 0:
                break
            time.sleep(0.5)
        elif time.monotonic() > change:
            change += 1.5
            if len(running) < 3 or (len(running) < 6 and chance.random() < 0.4):
                start()
            elif chance.random() < 0.5:
                running.pop(chance.randrange(len(running))).kill()
                killed += 1
            else:
                running.pop(chance.randrange(len(running))).terminate()
                left += 1
        time.sleep(0.05)
    load.join()
    for process in running:
        process.terminate()
    for process in running:
        process.wait(30)

    sent = {(p, offset) for p, end in ends(bootstrap).items() for offset in range(end)}
    read = [tuple(map(int, line.split())) for file in files for line in lines(file)]
    missing = sent - set(read)
    print(f"sent {len(sent)}, read {len(read)}, never read {len(missing)}, members {len(files)}, killed {killed}, "
          f"left {left}, looks {looks}, with two owners {twice}")
    raise SystemExit(1 if missing or twice or not killed or not left else 0)


def lines(file):
    # The last line of a process that was killed may lack its end.
    text = file.read_text(encoding="ascii") if file.exists() else ""
    return text[:text.rfind("\n") + 1].splitlines()


if sys.argv[1] == "member":
    member(sys.argv[2], sys.argv[3])
else:
    run(sys.argv[1], float(sys.argv[2]))
