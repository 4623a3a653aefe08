"""Makes the golden files of this folder with implementations that are not ours.

Needs the Python packages fastavro 1.13 and avro 1.12:  python3 make_golden.py
canonical.json      fastavro: Parsing Canonical Form and CRC-64-AVRO
compatibility.json  avro: verdict and kinds of incompatibility of reader and writer
resolution.json     fastavro: a value in the writer's encoding, and the same value, resolved, in the reader's
"""
import io
import json
import os

import avro.compatibility as compat
import avro.schema
import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

HERE = os.path.dirname(os.path.abspath(__file__))


def record(name, *fields, **more):
    return {"type": "record", "name": name, "fields": [dict(f) for f in fields], **more}


def field(name, kind, **more):
    return {"name": name, "type": kind, **more}


def enum(name, *symbols, **more):
    return {"type": "enum", "name": name, "symbols": list(symbols), **more}


NODE = record("Node", field("v", "int"), field("next", ["null", "Node"]))
NODE_LONG = record("Node", field("next", ["null", "Node"]), field("v", "long"), field("extra", "string", default="x"))

CANONICAL = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
    {"type": "string", "logicalType": "uuid"},
    {"type": "array", "items": "long", "x": 1},
    {"values": {"type": "int"}, "type": "map"},
    ["null", "string", {"type": "fixed", "size": 16, "name": "md5", "namespace": "a.b"}],
    enum("Suit", "SPADES", "HEARTS", doc="cards", aliases=["Color"], namespace="org.cards"),
    record("Empty"),
    record("a.b.C", field("x", "int", doc="d", default=1, order="descending"), field("y", ["null", "a.b.C"])),
    record("Outer", field("in", record("Inner", field("t", {"type": "long", "logicalType": "timestamp-micros"}))),
           field("again", "Inner"), field("other", enum("other.E", "A")), field("e2", "other.E"), namespace="n.s"),
    NODE,
    record("Price", field("amount", {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2})),
]

PAIRS = [
    ("int", "int"), ("long", "int"), ("float", "int"), ("double", "int"), ("float", "long"), ("double", "long"),
    ("double", "float"), ("int", "long"), ("long", "float"), ("float", "double"), ("string", "bytes"),
    ("bytes", "string"), ("string", "int"), ("null", "boolean"),
    ({"type": "array", "items": "long"}, {"type": "array", "items": "int"}),
    ({"type": "array", "items": "int"}, {"type": "array", "items": "long"}),
    ({"type": "map", "values": "long"}, {"type": "map", "values": "int"}),
    ({"type": "map", "values": "int"}, {"type": "array", "items": "int"}),
    (["null", "long"], "int"), (["null", "string"], "int"), ("long", ["int"]), ("long", ["int", "string"]),
    (["int", "string"], ["string", "int"]), (["null", "int"], ["null", "int", "string"]),
    (enum("E", "A", "B"), enum("E", "A")), (enum("E", "A"), enum("E", "A", "B")),
    (enum("E", "A", default="A"), enum("E", "A", "B")), (enum("E", "A"), enum("F", "A")),
    ({"type": "fixed", "name": "X", "size": 4}, {"type": "fixed", "name": "X", "size": 4}),
    ({"type": "fixed", "name": "X", "size": 4}, {"type": "fixed", "name": "X", "size": 8}),
    (record("R", field("a", "int")), record("R", field("a", "int"), field("b", "string"))),
    (record("R", field("a", "int"), field("b", "string")), record("R", field("a", "int"))),
    (record("R", field("a", "int"), field("b", "string", default="x")), record("R", field("a", "int"))),
    (record("R", field("b", "long"), field("a", "double")), record("R", field("a", "int"), field("b", "int"))),
    (record("R", field("new", "int", aliases=["old"])), record("R", field("old", "int"))),
    (record("R", field("a", "int")), record("S", field("a", "int"))),
    (record("R", field("a", "int"), aliases=["S"]), record("S", field("a", "int"))),
    (record("n.R", field("a", "int")), record("m.R", field("a", "int"))),
    (record("R", field("a", ["null", "string"], default=None)), record("R")),
    (NODE_LONG, NODE), (NODE, NODE_LONG),
]

INNER = record("Inner", field("x", "int"), field("s", "string"))
INNER2 = record("Inner", field("s", "bytes"), field("y", "double", default=2.5), field("x", "float"))
RESOLUTION = [
    ("long", "int", [0, -1, 2147483647]),
    ("double", "int", [0, -7]), ("float", "long", [1 << 40]), ("double", "float", [1.5]),
    ("string", "bytes", [b"abc"]), ("bytes", "string", ["héé"]),
    (["null", "long"], "int", [5]), ("long", ["int", "long"], [5]), (["string", "int"], ["int", "string"], [5, "five"]),
    (enum("E", "B", "A"), enum("E", "A", "B"), ["A", "B"]),
    (enum("E", "A", "Z", default="Z"), enum("E", "A", "B"), ["A", "B"]),
    ({"type": "array", "items": "double"}, {"type": "array", "items": "int"}, [[], [1, 2, 3]]),
    ({"type": "map", "values": ["null", "long"]}, {"type": "map", "values": "int"}, [{}, {"a": 1, "b": -2}]),
    (record("R", field("a", "int")), record("R", field("x", INNER), field("a", "int"), field("y", {"type": "array", "items": "Inner"})),
     [{"x": {"x": 1, "s": "q"}, "a": 9, "y": [{"x": 2, "s": "w"}]}]),
    (record("R", field("c", "long"), field("a", "long"), field("b", INNER2)),
     record("R", field("a", "int"), field("b", INNER), field("c", "long")), [{"a": 1, "b": {"x": 3, "s": "t"}, "c": 7}]),
    (record("R", field("a", "int"), field("d", ["null", "string"], default=None), field("e", {"type": "array", "items": "int"}, default=[1, 2]),
            field("f", {"type": "map", "values": "string"}, default={"k": "v"}), field("g", enum("E", "P", "Q"), default="Q"),
            field("h", INNER, default={"x": 5, "s": "u"}), field("i", "boolean", default=True), field("j", ["string", "null"], default="z"),
            field("k", {"type": "fixed", "name": "F", "size": 2}, default="ÿ\u0001"), field("l", "bytes", default="þ")),
     record("R", field("a", "int")), [{"a": 4}]),
    (record("R", field("new", "long", aliases=["old"])), record("R", field("old", "int")), [{"old": 8}]),
    (NODE_LONG, NODE, [{"v": 1, "next": {"v": 2, "next": None}}]),
    (record("R", field("k", "string")),
     record("R", field("f", "float"), field("d", "double"), field("b", "boolean"), field("u", ["null", "int", "string"]),
            field("m", {"type": "map", "values": {"type": "array", "items": "string"}}), field("x", {"type": "fixed", "name": "F", "size": 3}),
            field("k", "string"), field("n", "null")),
     [{"f": 1.0, "d": 2.0, "b": True, "u": "u", "m": {"q": ["r"]}, "x": b"123", "k": "kept", "n": None}]),
]


def encode(schema, value):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(json.loads(json.dumps(schema))), value)
    return out.getvalue()


def canonical():
    for schema in CANONICAL:
        form = to_parsing_canonical_form(json.loads(json.dumps(schema)))
        # fastavro prints the fingerprint's bytes in little-endian order.
        crc = bytes.fromhex(fingerprint(form, "CRC-64-AVRO"))[::-1].hex()
        yield {"schema": json.dumps(schema), "canonical": form, "crc64": crc}


def compatibility():
    for reader, writer in PAIRS:
        result = compat.ReaderWriterCompatibilityChecker().get_compatibility(
            avro.schema.make_avsc_object(reader, avro.schema.Names()), avro.schema.make_avsc_object(writer, avro.schema.Names()))
        kinds = sorted({kind.value if hasattr(kind, "value") else str(kind) for kind in result.incompatibilities})
        yield {"reader": json.dumps(reader), "writer": json.dumps(writer),
               "compatible": result.compatibility is compat.SchemaCompatibilityType.compatible, "kinds": kinds}


def resolution():
    for reader, writer, values in RESOLUTION:
        for value in values:
            data = encode(writer, value)
            read = fastavro.schemaless_reader(
                io.BytesIO(data), fastavro.parse_schema(json.loads(json.dumps(writer))),
                fastavro.parse_schema(json.loads(json.dumps(reader))))
            for name in ("k", "l") if isinstance(read, dict) and "l" in read else ():
                read[name] = read[name].encode("latin-1")  # fastavro hands out defaults of bytes as text
            yield {"reader": json.dumps(reader), "writer": json.dumps(writer), "written": data.hex(),
                   "expected": encode(reader, read).hex()}


for name, rows in [("canonical", canonical()), ("compatibility", compatibility()), ("resolution", resolution())]:
    with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as file:
        json.dump(list(rows), file, indent=1, ensure_ascii=False)
        file.write("\n")
