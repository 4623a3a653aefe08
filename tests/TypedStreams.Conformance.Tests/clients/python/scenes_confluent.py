"""Scenes with confluent-kafka; see scenes.py."""
import scenes
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

KINDS = {
    "eager": lambda name: {},
    "cooperative": lambda name: {"partition.assignment.strategy": "cooperative-sticky"},
    "static": lambda name: {"group.instance.id": name},
    "consumer": lambda name: {"group.protocol": "consumer"},
}


def member(bootstrap, topic, group, kind, name):
    session = {} if kind == "consumer" else {
        "session.timeout.ms": scenes.session_ms(kind), "heartbeat.interval.ms": 500}
    consumer = Consumer({
        "bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", **session,
        "enable.auto.commit": False, **KINDS[kind](name)})

    def commit():
        try:
            consumer.commit(asynchronous=False)
        except KafkaException:
            pass  # Nothing to commit, or the partition is another's by now: it is read again there.

    def revoked(_, given):
        commit()
        scenes.partitions("-", [p.partition for p in given])

    consumer.subscribe(
        [topic], on_assign=lambda _, given: scenes.partitions("+", [p.partition for p in given]), on_revoke=revoked,
        on_lost=lambda _, given: scenes.partitions("-", [p.partition for p in given]))
    # On Kafka a commit that waits behind the same member's join is of an old generation when it is looked at, and
    # librdkafka 2.0 then counts all its partitions as lost: what is given up could not be told from that.
    commits = kind != "cooperative"
    unsaved = 0
    while not scenes.stopping:
        message = consumer.poll(0.2)
        if message is not None and not message.error():
            scenes.say("read", message.partition(), message.offset())
            unsaved += 1
        if commits and (unsaved >= scenes.COMMIT_EVERY or (unsaved and message is None)):
            commit()
            unsaved = 0
    commit()
    consumer.close()


def since(bootstrap, topic, time, count):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "since", "enable.auto.commit": False})
    [start] = consumer.offsets_for_times([TopicPartition(topic, 0, time)], timeout=30)
    consumer.assign([start])
    scenes.found(start.offset, [m.offset() for m in consumer.consume(count, timeout=30)])
    consumer.close()


def admin(bootstrap, topic):
    client = AdminClient({"bootstrap.servers": bootstrap})
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, set_config={"retention.ms": "7200000"})

    def described():
        return len(client.list_topics(topic, timeout=30).topics[topic].partitions)

    def create(name, config):
        return client.create_topics([NewTopic(name, 2, 1, config=config)])[name].result()

    def retention():
        asked = ConfigResource(ConfigResource.Type.TOPIC, topic)
        return client.describe_configs([asked])[asked].result()["retention.ms"].value

    yield "create", lambda: create(topic, {"retention.ms": "3600000"})
    yield "create again", lambda: create(topic, {})
    yield "bad name", lambda: create("a/b", {})
    yield "bad config", lambda: create(topic + "-never", {"retention.ms": "soon"})
    yield "partitions", described
    yield "config", retention
    yield "set config", lambda: client.alter_configs([resource])[resource].result()
    yield "config as set", retention
    yield "grow", lambda: client.create_partitions([NewPartitions(topic, 4)])[topic].result()
    yield "shrink", lambda: client.create_partitions([NewPartitions(topic, 3)])[topic].result()
    yield "delete", lambda: client.delete_topics([topic])[topic].result()
    yield "delete unknown", lambda: client.delete_topics([topic + "-never"])[topic + "-never"].result()


scenes.run(
    member, since, admin,
    lambda fault: fault.args[0].name() if isinstance(fault, KafkaException) else type(fault).__name__)
