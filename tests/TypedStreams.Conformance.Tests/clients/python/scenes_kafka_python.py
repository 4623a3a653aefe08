"""Scenes with kafka-python, old (2.0.2, Debian) and new (3.x); see scenes.py."""
import kafka
import scenes
from kafka import ConsumerRebalanceListener, KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.errors import KafkaError

IS_OLD = kafka.__version__.startswith("2.")

# A poll returns as soon as there is something. It may not give up much earlier: version 3 begins a join anew that was
# answered between two polls, and with short ones on a busy machine it never becomes a member, whatever the broker.
POLL_MS = 5000


def settings(kind, name):
    chosen = {"session_timeout_ms": scenes.session_ms(kind), "heartbeat_interval_ms": 500}
    if kind == "cooperative":
        from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
        chosen["partition_assignment_strategy"] = [CooperativeStickyAssignor]
    if kind == "static":
        chosen["group_instance_id"] = name
    return chosen


def member(bootstrap, topic, group, kind, name):
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False,
        **settings(kind, name))

    def commit():
        try:
            consumer.commit()
        except KafkaError:
            pass  # Nothing to commit, or the partition is another's by now: it is read again there.

    class Shown(ConsumerRebalanceListener):
        def on_partitions_revoked(self, revoked):
            if IS_OLD:  # The new one forbids calls that wait in here.
                commit()
            scenes.partitions("-", [p.partition for p in revoked])

        def on_partitions_assigned(self, assigned):
            scenes.partitions("+", [p.partition for p in assigned])

    consumer.subscribe([topic], listener=Shown())
    unsaved = 0
    while not scenes.stopping:
        batches = consumer.poll(timeout_ms=POLL_MS, max_records=scenes.COMMIT_EVERY)
        for messages in batches.values():
            for message in messages:
                scenes.say("read", message.partition, message.offset)
                unsaved += 1
        if unsaved >= scenes.COMMIT_EVERY or (unsaved and not batches):
            commit()
            unsaved = 0
    commit()
    consumer.close()


def since(bootstrap, topic, time, count):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    start = consumer.offsets_for_times({partition: time})[partition].offset
    consumer.seek(partition, start)
    read = []
    while len(read) < count:
        read += [m.offset for m in consumer.poll(timeout_ms=500, max_records=count).get(partition, [])]
    scenes.found(start, read)
    consumer.close()


def admin(bootstrap, topic):
    client = KafkaAdminClient(bootstrap_servers=bootstrap)

    def done(_):
        return "done"

    def create(name, configs):
        return done(client.create_topics([NewTopic(name, 2, 1, topic_configs=configs)]))

    def retention():
        described = client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        if not IS_OLD:
            [topics] = described.values()
            return topics[topic]["retention.ms"]["value"]
        return [entry[1] for entry in described[0].resources[0][4] if entry[0] == "retention.ms"][0]

    def change():
        given = ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "7200000"})
        return done(client.alter_configs([given]))

    yield "create", lambda: create(topic, {"retention.ms": "3600000"})
    yield "create again", lambda: create(topic, {})
    yield "bad name", lambda: create("a/b", {})
    yield "bad config", lambda: create(topic + "-never", {"retention.ms": "soon"})
    yield "partitions", lambda: len(client.describe_topics([topic])[0]["partitions"])
    yield "config", retention
    yield "set config", change
    yield "config as set", retention
    yield "grow", lambda: done(client.create_partitions({topic: NewPartitions(4)}))
    yield "shrink", lambda: done(client.create_partitions({topic: NewPartitions(3)}))
    yield "delete", lambda: done(client.delete_topics([topic]))
    yield "delete unknown", lambda: done(client.delete_topics([topic + "-never"]))


scenes.run(member, since, admin)
