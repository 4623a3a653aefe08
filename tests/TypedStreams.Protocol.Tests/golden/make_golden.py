#!/usr/bin/env python3
"""Writes the golden bytes in schemas/wire/ with encoders that share no code with ours.

  messages.txt  Apache Kafka's own message classes (Golden.java), every message at every version. Each field's value
                follows from its name; MessageFiller.cs follows the same rule, so the tests compare both directions.
  batches.txt   record batches of the Java client, kafka-python and aiokafka.
  frames.txt    whole request frames, headers included, of kafka-python.

Made with Apache Kafka 4.4.0, kafka-python 3.0.12 and aiokafka 0.14.0:

  KAFKA_HOME=<Kafka with libs/> python3 make_golden.py     (in a virtual environment with kafka-python and aiokafka)

KAFKA_HOME/libs may hold the jars themselves or one folder a version (libs/4.4.0 and libs/common).
"""
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[2]
OUT = REPO / "schemas" / "wire"
MESSAGES = REPO / "src" / "TypedStreams.Protocol" / "Messages"


def java(*arguments):
    libs = pathlib.Path(os.environ["KAFKA_HOME"]) / "libs"
    path = os.pathsep.join(f"{folder}/*" for folder in (libs, libs / "4.4.0", libs / "common"))
    command = ["java", "-cp", path, str(HERE / "Golden.java"), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def kafka_python_batches():
    from kafka.record import MemoryRecordsBuilder

    for name, codec in (("none", 0), ("gzip", 1)):
        builder = MemoryRecordsBuilder(magic=2, compression_type=codec, batch_size=4096)
        builder.append(timestamp=1_700_000_000_000, key=b"key-0", value=b"value-0", headers=[("trace", b"abc")])
        builder.append(timestamp=1_700_000_000_250, key=None, value=b"value-1" * 40)
        builder.append(timestamp=1_700_000_000_500, key=b"key-2", value=None)
        builder.close()
        yield f"kafka-python-{name} {bytes(builder.buffer()).hex()}"


def aiokafka_batches():
    from aiokafka.record.default_records import DefaultRecordBatchBuilder

    for name, codec in (("none", 0), ("gzip", 1)):
        builder = DefaultRecordBatchBuilder(
            magic=2, compression_type=codec, is_transactional=1, producer_id=77, producer_epoch=2, base_sequence=5,
            batch_size=4096)
        for index in range(3):
            builder.append(index, timestamp=1_700_000_000_000 + index, key=b"k%d" % index, value=b"v" * 50, headers=[])
        yield f"aiokafka-{name} {bytes(builder.build()).hex()}"


def kafka_python_frames():
    from kafka.protocol.metadata import ApiVersionsRequest, MetadataRequest
    from kafka.protocol.consumer import HeartbeatRequest

    requests = [
        (ApiVersionsRequest(client_software_name="kafka-python", client_software_version="3.0.12"), (0, 2, 3, 4)),
        (MetadataRequest(topics=None, allow_auto_topic_creation=True), (1, 4, 8, 9, 12)),
        (HeartbeatRequest(group_id="billing", generation_id=3, member_id="member-1"), (0, 1, 3, 4)),
    ]
    for request, versions in requests:
        for version in versions:
            request.with_header(correlation_id=12, client_id="golden")
            yield f"{request.name} {version} {bytes(request.encode(version=version, header=True)).hex()}"


def write(name, lines):
    text = "# Made by tests/TypedStreams.Protocol.Tests/golden/make_golden.py; do not edit.\n" + "\n".join(lines) + "\n"
    (OUT / name).write_text(text, encoding="utf-8")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    write("messages.txt", java(*sorted(file.stem for file in MESSAGES.rglob("*.cs"))))
    write("batches.txt", [*java("batches"), *kafka_python_batches(), *aiokafka_batches()])
    write("frames.txt", kafka_python_frames())


if __name__ == "__main__":
    main()
