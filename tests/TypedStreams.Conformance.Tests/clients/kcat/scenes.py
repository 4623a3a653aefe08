"""Scenes with kcat, which becomes this very process, so that a signal reaches it; see ../python/scenes.py.

It says which partitions it was given and lost in its own words, on standard error, which goes where its records go. It
commits when it gives partitions up or leaves, not in between: what it commits by itself it may not have printed yet."""
import os
import subprocess
import sys

verb, bootstrap, topic, *rest = sys.argv[1:]
common = ["kcat", "-b", bootstrap]
if verb == "member":
    group, kind, name = rest
    extra = {
        "eager": [], "cooperative": ["-X", "partition.assignment.strategy=cooperative-sticky"],
        "static": ["-X", "group.instance.id=" + name]}[kind]
    session = "6000" if kind == "eager" else "45000"
    os.dup2(1, 2)
    os.execvp("kcat", common + [
        "-G", group, "-u", "-f", "read %p %o\\n", "-X", "auto.offset.reset=earliest",
        "-X", "session.timeout.ms=" + session,
        "-X", "heartbeat.interval.ms=500", "-X", "auto.commit.interval.ms=600000", *extra, topic])
time, count = rest
read = subprocess.run(
    common + ["-C", "-t", topic, "-p", "0", "-o", "s@" + time, "-c", count, "-q", "-f", "%o "],
    stdout=subprocess.PIPE, check=True).stdout.decode().split()
print("= starts at", read[0], "and reads", *read)
