"""Reads and writes values with the Avro project's Python library (Debian's python3-avro): python_avro.py FILE.

The file: one line a contract, {"written": schema, "read": schema, "values": [hex, ...]}. Out: one line a contract,
  same      each value read and written again, both by the schema it was written with
  resolved  each value read from the one schema into the other, and written by that

Logical types are the library's: a timestamp is a datetime in between, a decimal a Decimal. The library does not do all
of the specification's schema resolution; what it lacks is added here, each by the sentence that it leaves out:
  "Aliases": fields of the writer get the name of the reader's field that has their name as an alias;
  "Arrays", "Maps": item schemas are resolved recursively, where the library wants the same type name;
  "string is promotable to bytes", and bytes to string;
  "if the writer's symbol is not present in the reader's enum and the reader has a default value, then that is used";
and, of writing, a record goes to the branch of its own name, where the library takes the first one that fits.
"""

import io
import json
import sys
import warnings

import avro.io
import avro.schema

warnings.simplefilter("ignore")  # of logical types that are not Avro's own


class Named(dict):
    """A record that knows its type."""

    def __init__(self, name, fields):
        super().__init__(fields)
        self.name = name


def match_primitive(self, writer, original=avro.schema.PrimitiveSchema.match):
    return original(self, writer) or {self.type, writer.type} == {"string", "bytes"}


avro.schema.PrimitiveSchema.match = match_primitive
avro.schema.ArraySchema.match = lambda self, writer: writer.type == "array" and self.items.match(writer.items)
avro.schema.MapSchema.match = lambda self, writer: writer.type == "map" and self.values.match(writer.values)


class Reader(avro.io.DatumReader):
    def read_data(self, writer, reader, decoder):
        value = super().read_data(writer, reader, decoder)
        if writer.type == "string" and reader.type == "bytes" and isinstance(value, str):
            return value.encode("utf-8")
        if writer.type == "bytes" and reader.type == "string" and isinstance(value, bytes):
            return value.decode("utf-8")
        return value

    def read_record(self, writer, reader, decoder):
        return Named(reader.fullname, super().read_record(writer, reader, decoder))

    def read_enum(self, writer, reader, decoder):
        symbol = writer.symbols[decoder.read_int()]
        return symbol if symbol in reader.symbols else reader.other_props["default"]


class Writer(avro.io.DatumWriter):
    def write_union(self, schema, value, encoder):
        index = next(i for i, branch in enumerate(schema.schemas) if fits(branch, value))
        encoder.write_long(index)
        self.write_data(schema.schemas[index], value, encoder)


def fits(branch, value):
    if value is None or branch.type == "null":
        return value is None and branch.type == "null"
    if isinstance(value, Named) or branch.type == "record":
        return isinstance(value, Named) and branch.type == "record" and branch.fullname == value.name
    return True  # beside null and records there is one branch


def renamed(written, read):
    """The writer's schema under the names that the reader's aliases give its fields."""
    names = {}

    def full(node, space):
        name = node["name"]
        return name if "." in name else f"{node.get('namespace', space)}.{name}"

    def walk(node, space, visit):
        if isinstance(node, list):
            for item in node:
                walk(item, space, visit)
        elif isinstance(node, dict):
            if node.get("type") == "record":
                inner = full(node, space).rpartition(".")[0]
                visit(node, full(node, space))
                for field in node["fields"]:
                    walk(field["type"], inner, visit)
            else:
                for key in ("type", "items", "values"):
                    walk(node.get(key), space, visit)

    def collect(node, name):
        for field in node["fields"]:
            for alias in field.get("aliases", []):
                names[name, alias] = field["name"]

    def rename(node, name):
        for field in node["fields"]:
            field["name"] = names.get((name, field["name"]), field["name"])

    walk(json.loads(read), "", collect)
    tree = json.loads(written)
    walk(tree, "", rename)
    return json.dumps(tree)


def write(schema, value):
    output = io.BytesIO()
    Writer(schema).write_data(schema, value, avro.io.BinaryEncoder(output))
    return output.getvalue().hex().upper()


def read(writer, reader, data):
    decoder = avro.io.BinaryDecoder(io.BytesIO(data))
    value = Reader(writer, reader).read(decoder)
    assert decoder.reader.read() == b"", "bytes are left over"
    return value


def judge(contract):
    own = avro.schema.parse(contract["written"])
    writer = avro.schema.parse(renamed(contract["written"], contract["read"]))
    reader = avro.schema.parse(contract["read"])
    values = [bytes.fromhex(value) for value in contract["values"]]
    return {
        "same": [write(own, read(own, own, value)) for value in values],
        "resolved": [write(reader, read(writer, reader, value)) for value in values],
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(judge(json.loads(line)), separators=(",", ":")))
