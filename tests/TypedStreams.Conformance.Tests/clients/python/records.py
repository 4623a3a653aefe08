"""The records that every client program reads and prints: one JSON object a line, bytes in hex.

Input:  {"partition": 0, "key": "6b"|null, "value": "76"|null, "headers": [["name", "hex"], ...]}
Output: the same, with "topic" and "offset".
Command line of every client program:
    produce BOOTSTRAP TOPIC CODEC FILE       writes the records of FILE and waits until all are acknowledged
    consume BOOTSTRAP TOPICS GROUP COUNT     reads COUNT records of TOPICS (a,b,c) as GROUP from the earliest, commits
CLIENT_ID in the environment is what a producer calls itself; it defaults to "conformance".
"""
import json
import os
import sys

CLIENT_ID = os.environ.get("CLIENT_ID", "conformance")


def unhex(text):
    return None if text is None else bytes.fromhex(text)


def load(path):
    with open(path, encoding="ascii") as lines:
        for line in lines:
            record = json.loads(line)
            yield (
                record["partition"],
                unhex(record["key"]),
                unhex(record["value"]),
                [(name, unhex(value)) for name, value in record["headers"]],
            )


def show(topic, partition, offset, key, value, headers):
    hexed = [[name, None if data is None else bytes(data).hex()] for name, data in headers or []]
    print(json.dumps({
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "key": None if key is None else bytes(key).hex(),
        "value": None if value is None else bytes(value).hex(),
        "headers": hexed,
    }))


def run(produce, consume):
    verb, bootstrap, topic, third, fourth = sys.argv[1:]
    if verb == "produce":
        produce(bootstrap, topic, third, list(load(fourth)))
    else:
        consume(bootstrap, topic.split(","), third, int(fourth))
    sys.stdout.flush()
