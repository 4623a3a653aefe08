"""aiokafka. Its codecs come from the module cramjam; beside this file lies one that uses Debian's bindings."""
import asyncio

import records
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


async def produce(bootstrap, topic, codec, batch):
    async with AIOKafkaProducer(
            bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=20, client_id=records.CLIENT_ID,
            compression_type=None if codec == "none" else codec) as producer:
        sent = [
            await producer.send(topic, value=value, key=key, partition=partition, headers=headers)
            for partition, key, value, headers in batch
        ]
        await asyncio.gather(*sent)


async def consume(bootstrap, topics, group, count):
    async with AIOKafkaConsumer(
            *topics, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest",
            enable_auto_commit=False) as consumer:
        for _ in range(count):
            message = await consumer.getone()
            records.show(
                message.topic, message.partition, message.offset, message.key, message.value, message.headers)
        await consumer.commit()


records.run(lambda *given: asyncio.run(produce(*given)), lambda *given: asyncio.run(consume(*given)))
