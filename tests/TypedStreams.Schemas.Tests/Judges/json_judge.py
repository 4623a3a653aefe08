"""Validates values with the Python library jsonschema.

The file that is named: one line a schema, a JSON object with draft (4, 6, 7, 2019 or 2020), schema, documents (address
to schema) and instances. Out: one line a schema, an array with true or false an instance.

What jsonschema 4.26 gets wrong about unevaluated* in draft 2019-09 (its functions for 2020-12 are right) is corrected
below, so that the comparison has no tolerance. Three differences remain in the table of cases, each with its reason;
random schemas keep away from them.
"""

import json
import sys

import jsonschema
import jsonschema._legacy_keywords as legacy
import jsonschema._utils as utils
from referencing import Registry
from referencing.jsonschema import specification_with

VALIDATORS = {
    4: jsonschema.Draft4Validator,
    6: jsonschema.Draft6Validator,
    7: jsonschema.Draft7Validator,
    2019: jsonschema.Draft201909Validator,
    2020: jsonschema.Draft202012Validator,
}

original_items = legacy.find_evaluated_item_indexes_by_schema


def evaluated_items(validator, instance, schema):
    """The library takes the length of `items` even where it is true or false, and counts what `contains` found, which
    2019-09 does not (core, 9.3.1.3: the annotations of items, additionalItems and unevaluatedItems)."""
    if isinstance(schema, dict):
        if isinstance(schema.get("items"), bool):
            return list(range(len(instance)))
        schema = {keyword: value for keyword, value in schema.items() if keyword != "contains"}
    return original_items(validator, instance, schema)


legacy.find_evaluated_item_indexes_by_schema = evaluated_items
# The library takes the keywords of the schema in additionalProperties for the names of properties.
legacy.find_evaluated_property_keys_by_schema = utils.find_evaluated_property_keys_by_schema


def judge(question):
    validator = VALIDATORS[question["draft"]]
    specification = specification_with(validator.META_SCHEMA["$schema" if question["draft"] > 4 else "id"])
    registry = jsonschema.validators._REMOTE_WARNING_REGISTRY
    registry = registry.with_resources(
        (address, specification.create_resource(text)) for address, text in question["documents"].items())
    checked = validator(question["schema"], registry=registry)
    return [checked.is_valid(instance) for instance in question["instances"]]


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(judge(json.loads(line))))
