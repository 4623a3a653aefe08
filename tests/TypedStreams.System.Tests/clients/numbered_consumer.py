"""Reads a topic from beginning to end and prints, partition by partition and in offset order, every run of records
whose numbers rise by PARTITIONS, as lines "PARTITION FIRST LAST". A partition in order, without gap or double, is one
line.

    numbered_consumer.py BOOTSTRAP TOPIC PARTITIONS
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

bootstrap, topic, partitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False})
for partition in range(partitions):
    end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=30)[1]
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING)])
    first = last = None
    at = 0
    while at < end:
        messages = consumer.consume(10000, timeout=10)
        if not messages:
            raise SystemExit(f"partition {partition} stands still at {at} of {end}")
        for message in messages:
            if message.error():
                raise SystemExit(str(message.error()))
            number = int(message.value()[:12])
            if last is not None and number == last + partitions:
                last = number
            else:
                if first is not None:
                    print(partition, first, last)
                first = last = number
            at = message.offset() + 1
    if first is not None:
        print(partition, first, last)
consumer.close()
