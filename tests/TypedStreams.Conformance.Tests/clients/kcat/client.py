"""kcat: one run of it for every set of messages that share partition, headers and the meaning of "empty"."""
import itertools
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "python"))
import records  # noqa: E402

KEY, MESSAGE = b"|~k~|", b"|~m~|"


def likeness(record):
    partition, key, value, headers = record
    return partition, value is None, key is None, headers


def produce(bootstrap, topic, codec, batch):
    for (partition, is_null, no_key, headers), like in itertools.groupby(batch, likeness):
        command = ["kcat", "-P", "-b", bootstrap, "-t", topic, "-p", str(partition), "-z", codec,
                   "-X", "enable.idempotence=true", "-X", "client.id=" + records.CLIENT_ID,
                   "-X", "linger.ms=20", "-D", MESSAGE.decode()]
        for name, value in headers:
            command += ["-H", f"{name}={value.decode()}"]
        if is_null:
            command.append("-Z")
        if not no_key:
            command += ["-K", KEY.decode()]
        lines = [(value or b"") if no_key else key + KEY + (value or b"") for _, key, value, _ in like]
        subprocess.run(command, input=MESSAGE.join(lines), check=True)


def consume(bootstrap, topics, group, count):
    # Lengths first, so that keys and values may hold any byte; -1 is null.
    shape = "%t %p %o %K %S %h\\n%k%s\\n"
    command = ["kcat", "-b", bootstrap, "-G", group, "-c", str(count), "-q", "-f", shape,
               "-X", "auto.offset.reset=earliest"] + topics
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        topic, partition, offset, key_length, value_length, headers = output[at:end].split(b" ", 5)
        at = end + 1
        key, at = take(output, at, int(key_length))
        value, at = take(output, at, int(value_length))
        at += 1
        pairs = [tuple(pair.split(b"=", 1)) for pair in headers.split(b",") if pair]
        records.show(
            topic.decode(), int(partition), int(offset), key, value, [(n.decode(), v) for n, v in pairs])


def take(output, at, length):
    return (None, at) if length < 0 else (output[at:at + length], at + length)


records.run(produce, consume)
