"""Scenes with aiokafka; see scenes.py."""
import asyncio

import scenes
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code


async def member(bootstrap, topic, group, kind, name):
    named = {"group_instance_id": name} if kind == "static" else {}
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False,
        session_timeout_ms=scenes.session_ms(kind), heartbeat_interval_ms=500, **named)

    async def commit():
        try:
            await consumer.commit()
        except KafkaError:
            pass  # Nothing to commit, or the partition is another's by now: it is read again there.

    class Shown(ConsumerRebalanceListener):
        async def on_partitions_revoked(self, revoked):
            if revoked:
                await commit()
            scenes.partitions("-", [p.partition for p in revoked])

        async def on_partitions_assigned(self, assigned):
            scenes.partitions("+", [p.partition for p in assigned])

    consumer.subscribe([topic], listener=Shown())
    await consumer.start()
    while not scenes.stopping:
        batches = await consumer.getmany(timeout_ms=200, max_records=scenes.COMMIT_EVERY)
        for messages in batches.values():
            for message in messages:
                scenes.say("read", message.partition, message.offset)
        if batches:
            await commit()
    await commit()
    await consumer.stop()


async def since(bootstrap, topic, time, count):
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        start = (await consumer.offsets_for_times({partition: time}))[partition].offset
        consumer.seek(partition, start)
        scenes.found(start, [(await consumer.getone()).offset for _ in range(count)])


def refused(codes):
    """It returns most errors in its answers: the first of them, by name."""
    faults = [code for code in codes if code]
    return for_code(faults[0]).__name__ if faults else "done"


def steps(client, topic):
    async def create(name, configs):
        answer = await client.create_topics([NewTopic(name, 2, 1, topic_configs=configs)])
        return refused(error[1] for error in answer.topic_errors)

    async def retention():
        [answer] = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        return [entry[1] for entry in answer.resources[0][4] if entry[0] == "retention.ms"][0]

    async def change():
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "7200000"})
        [answer] = await client.alter_configs([resource])
        return refused(entry[0] for entry in answer.resources)

    async def grow(count):
        answer = await client.create_partitions({topic: NewPartitions(count)})
        return refused(error[1] for error in answer.topic_errors)

    async def delete(name):
        answer = await client.delete_topics([name])
        return refused(error[1] for error in answer.topic_error_codes)

    async def described():
        return len((await client.describe_topics([topic]))[0]["partitions"])

    return [
        ("create", lambda: create(topic, {"retention.ms": "3600000"})),
        ("create again", lambda: create(topic, {})),
        ("bad name", lambda: create("a/b", {})),
        ("bad config", lambda: create(topic + "-never", {"retention.ms": "soon"})),
        ("partitions", described),
        ("config", retention),
        ("set config", change),
        ("config as set", retention),
        ("grow", lambda: grow(4)),
        ("shrink", lambda: grow(3)),
        ("delete", lambda: delete(topic)),
        ("delete unknown", lambda: delete(topic + "-never")),
    ]


def admin(bootstrap, topic):
    loop = asyncio.new_event_loop()

    async def begin():
        client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await client.start()
        return client

    client = loop.run_until_complete(begin())
    for name, step in steps(client, topic):
        yield name, lambda step=step: loop.run_until_complete(step())
    loop.run_until_complete(client.close())


scenes.run(lambda *given: asyncio.run(member(*given)), lambda *given: asyncio.run(since(*given)), admin)
