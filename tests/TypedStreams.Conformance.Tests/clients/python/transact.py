"""Copies records from one topic to another in transactions, every third of which is aborted first and done again.

    transact.py confluent|kafka_python|aio BOOTSTRAP SOURCE TARGET GROUP COUNT

Each value gets "copy of " before it; the positions of the group move inside the same transactions.
"""
import asyncio
import sys

BATCH = 10


def confluent(bootstrap, source, target, group, count):
    from confluent_kafka import Consumer, Producer, TopicPartition
    consumer = Consumer({
        "bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest",
        "enable.auto.commit": False, "isolation.level": "read_committed"})
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": "copy-" + group})
    consumer.subscribe([source])
    producer.init_transactions(30)
    copied = attempt = 0
    while copied < count:
        messages = [m for m in consumer.consume(BATCH, timeout=1.0) if not m.error()]
        if not messages:
            continue
        attempt += 1
        for again in ([True, False] if attempt % 3 == 0 else [False]):
            producer.begin_transaction()
            for m in messages:
                producer.produce(target, key=m.key(), value=b"copy of " + m.value(), partition=m.partition())
            ends = {m.partition(): m.offset() + 1 for m in messages}
            producer.send_offsets_to_transaction(
                [TopicPartition(source, p, end) for p, end in ends.items()], consumer.consumer_group_metadata(), 30)
            if again:
                producer.flush(30)
                producer.abort_transaction(30)
            else:
                producer.commit_transaction(30)
        copied += len(messages)
    consumer.close()


def kafka_python(bootstrap, source, target, group, count):
    from kafka import KafkaConsumer, KafkaProducer, TopicPartition
    from kafka.structs import OffsetAndMetadata
    consumer = KafkaConsumer(
        source, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False,
        isolation_level="read_committed", max_poll_records=BATCH)
    producer = KafkaProducer(bootstrap_servers=bootstrap, transactional_id="copy-" + group)
    producer.init_transactions()
    copied = attempt = 0
    while copied < count:
        messages = [m for batch in consumer.poll(timeout_ms=1000).values() for m in batch]
        if not messages:
            continue
        attempt += 1
        for again in ([True, False] if attempt % 3 == 0 else [False]):
            producer.begin_transaction()
            for m in messages:
                producer.send(target, key=m.key, value=b"copy of " + m.value, partition=m.partition)
            ends = {
                TopicPartition(source, m.partition): OffsetAndMetadata(m.offset + 1, "", -1) for m in messages}
            producer.send_offsets_to_transaction(ends, consumer.group_metadata())
            if again:
                producer.flush()
                producer.abort_transaction()
            else:
                producer.commit_transaction()
        copied += len(messages)
    producer.close()
    consumer.close()


async def aio(bootstrap, source, target, group, count):
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
    consumer = AIOKafkaConsumer(
        source, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False,
        isolation_level="read_committed")
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id="copy-" + group)
    await consumer.start()
    await producer.start()
    copied = attempt = 0
    while copied < count:
        batches = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
        messages = [m for batch in batches.values() for m in batch]
        if not messages:
            continue
        attempt += 1
        for again in ([True, False] if attempt % 3 == 0 else [False]):
            await producer.begin_transaction()
            sent = [
                await producer.send(target, key=m.key, value=b"copy of " + m.value, partition=m.partition)
                for m in messages]
            await asyncio.gather(*sent)
            ends = {TopicPartition(source, m.partition): m.offset + 1 for m in messages}
            await producer.send_offsets_to_transaction(ends, group)
            if again:
                await producer.abort_transaction()
            else:
                await producer.commit_transaction()
        copied += len(messages)
    await producer.stop()
    await consumer.stop()


name, *given = sys.argv[1:]
given[-1] = int(given[-1])
if name == "aio":
    asyncio.run(aio(*given))
else:
    {"confluent": confluent, "kafka_python": kafka_python}[name](*given)
