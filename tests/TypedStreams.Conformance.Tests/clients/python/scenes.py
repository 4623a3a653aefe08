"""The command line of every scene program, which the table of scenarios drives:
    member BOOTSTRAP TOPIC GROUP KIND NAME   a member of a group until SIGTERM, which it leaves then. KIND is eager,
                                             cooperative, static (as NAME) or consumer (the protocol of KIP-848).
                                             Prints "read P OFFSET", "+ P P" (partitions given), "- P P" or
                                             "- all" (taken)
    since BOOTSTRAP TOPIC TIME COUNT         finds the first record of partition 0 at TIME or later, reads COUNT from it
    admin BOOTSTRAP TOPIC                    what an administrator does with one topic, a line "= step: outcome" each
"""
import signal
import sys
import time

# Short where members crash; long where one comes back or another only joins, so that a slow start ends no session.
SESSION_MS = {"eager": 6000}
LONG_SESSION_MS = 45000
COMMIT_EVERY = 20

# A broker may answer from an image of the cluster that is a moment old: what was changed is looked at until it shows.
SHOWS = {"partitions": "2", "config": "3600000", "config as set": "7200000"}
LOOK_SECONDS = 30
stopping = False


def session_ms(kind):
    return SESSION_MS.get(kind, LONG_SESSION_MS)


def stop(*_):
    global stopping
    stopping = True


def say(*words):
    print(*words, flush=True)


def partitions(sign, numbers):
    say(sign, *sorted(numbers))


def found(offset, read):
    say("= starts at", offset, "and reads", *read)


def run(member, since, admin, name_of=lambda fault: type(fault).__name__):
    verb, bootstrap, topic, *rest = sys.argv[1:]
    if verb == "member":
        signal.signal(signal.SIGTERM, stop)
        member(bootstrap, topic, *rest)
    elif verb == "since":
        since(bootstrap, topic, int(rest[0]), int(rest[1]))
    else:
        for name, step in admin(bootstrap, topic):
            last = time.monotonic() + LOOK_SECONDS
            while True:
                try:
                    outcome = step()
                except Exception as fault:
                    outcome = name_of(fault)
                if str(outcome) == SHOWS.get(name, str(outcome)) or time.monotonic() > last:
                    break
            say("=", name + ":", outcome)
