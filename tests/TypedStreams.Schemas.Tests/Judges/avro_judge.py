"""Judges families of Avro schemas: the Avro project's Python library (verdicts, canonical form) and fastavro
(canonical form, fingerprint).

The file that is named: one line a family, a JSON array of schema texts. Out: one line a family, a JSON object with
  forms     one [form of avro, form of fastavro, CRC-64-AVRO of fastavro] a schema
  verdicts  one entry an ordered pair (reader, writer), reader first: the difference kinds, sorted; [] is compatible
  touched   for each correction below, how many pairs it changed

Where avro 1.12.2 departs from the specification or from Avro Java (which registries run), the one function in question
is corrected here, so that the comparison has no tolerance. `touched` proves that each correction is needed.
"""

import json
import sys
import warnings

import avro.compatibility as compatibility
import avro.schema
import fastavro.schema

warnings.simplefilter("ignore")  # of logical types that are ignored: "Unknown decimal, using int."

original_names = compatibility.schema_name_equals
original_lookup = compatibility.lookup_writer_field
original_fields = compatibility.ReaderWriterCompatibilityChecker.check_reader_writer_record_fields


def names_equal(reader, writer):
    """The library compares a reader's alias as it is written; the specification ("Aliases") puts an alias without a
    dot into the namespace of the type it belongs to."""
    aliases = reader.props.get("aliases") or []
    full = [a if "." in a or not reader.namespace else reader.namespace + "." + a for a in aliases]
    return reader.name == writer.name or writer.fullname in full


def ambiguous(reader_field, writer):
    aliases = reader_field.props.get("aliases") or []
    return len({name for name in [reader_field.name, *aliases] if name in writer.fields_dict}) > 1


def record_fields(self, reader, writer, location):
    """The library takes the first of several writer's fields that a reader's field and its aliases name. Avro Java
    (SchemaCompatibility.lookupWriterField) refuses the reader; one difference stands for its exception."""
    result = compatibility.CompatibleResult
    for i, field in enumerate(reader.fields):
        if ambiguous(field, writer):
            found = compatibility.type_mismatch(field.type, writer, location + ["fields", str(i)])
        else:
            found = original_fields(self, One(field), writer, location)
        result = compatibility.merge(result, found)
    return result


class One:
    """A record of one field, as far as the library's loop looks at it."""

    def __init__(self, field):
        self.fields = [field]


def use(names, fields):
    compatibility.schema_name_equals = names
    compatibility.ReaderWriterCompatibilityChecker.check_reader_writer_record_fields = fields


def kinds(reader, writer):
    result = compatibility.ReaderWriterCompatibilityChecker().get_compatibility(reader, writer)
    assert (result.compatibility.name == "compatible") == (not result.incompatibilities)
    return sorted(kind.name.upper() for kind in result.incompatibilities)


def corrected_form(schema):
    """The library leaves a primitive with properties as {"type":"int"} and writes a fixed out at each use; the
    specification's [PRIMITIVES] makes it "int", and a name stands for every use after the first."""
    seen = set()

    def walk(node):
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        if list(node) == ["type"]:
            return node["type"]
        if node.get("type") == "fixed":
            if node["name"] in seen:
                return node["name"]
            seen.add(node["name"])
        return {key: walk_member(key, value) for key, value in node.items()}

    def walk_member(key, value):
        if key == "fields":
            return [{"name": field["name"], "type": walk(field["type"])} for field in value]
        return value if key in ("name", "type", "symbols", "size") else walk(value)

    return json.dumps(walk(json.loads(schema.canonical_form)), separators=(",", ":"))


def judge(texts):
    schemas = [avro.schema.parse(text) for text in texts]
    touched = {"alias_namespace": 0, "ambiguous_alias": 0, "form": 0}
    forms = []
    for text, schema in zip(texts, schemas):
        form = corrected_form(schema)
        touched["form"] += form != schema.canonical_form
        other = fastavro.schema.to_parsing_canonical_form(json.loads(text))
        forms.append([form, other, fastavro.schema.fingerprint(other, "CRC-64-AVRO")])
    verdicts = []
    for reader in schemas:
        for writer in schemas:
            use(names_equal, record_fields)
            verdict = kinds(reader, writer)
            verdicts.append(verdict)
            use(original_names, record_fields)
            touched["alias_namespace"] += kinds(reader, writer) != verdict
            use(names_equal, original_fields)
            touched["ambiguous_alias"] += kinds(reader, writer) != verdict
    return {"forms": forms, "verdicts": verdicts, "touched": touched}


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(judge(json.loads(line)), separators=(",", ":")))
