"""Prints the canonical form of each schema of a file of lines "schema | form" by the Avro project's Python library.

The library leaves a primitive with other attributes as {"type":"long"}; [PRIMITIVES] of the specification makes it "long".
"""

import json
import sys
import warnings

import avro.schema

warnings.simplefilter("ignore")

for line in open(sys.argv[1], encoding="utf-8"):
    if " | " in line and line[0] != "#":
        form = avro.schema.parse(line.split(" | ")[0]).canonical_form
        tree = json.loads(form)
        print(json.dumps(tree["type"]) if isinstance(tree, dict) and list(tree) == ["type"] else form)
