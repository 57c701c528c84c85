"""What daemon/control/openrpc.json says about requests and answers."""

import json
import pathlib

import jsonschema

FILE = pathlib.Path(__file__).resolve().parents[2] / "daemon/control/openrpc.json"
DOCUMENT = json.loads(FILE.read_text())
METHODS = {method["name"]: method for method in DOCUMENT["methods"]}


def documented(method):
    """The row that docs/control.md has for a method."""
    parameters = ", ".join(f"`{one['name']}`" if one["required"] else f"[`{one['name']}`]"
                           for one in method["params"])
    return f"| `{method['name']}` | {parameters} | {method['summary']} |"


def check(value, schema):
    """Raises where a value is not what a schema of the document says."""
    root = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft7Validator(root).validate(value)


def check_parameters(method, given):
    """Every parameter is described, every needed one is there."""
    described = {one["name"]: one for one in METHODS[method]["params"]}
    for name, value in given.items():
        check(value, described[name]["schema"])
    for name, one in described.items():
        if one["required"] and name not in given:
            raise AssertionError(f"{method} needs {name}")


def references(value=DOCUMENT):
    """The names of the schemas that are referred to anywhere."""
    if isinstance(value, dict):
        if "$ref" in value and "/schemas/" in value["$ref"]:
            yield value["$ref"].rsplit("/", 1)[1]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from references(part)


def check_result(method, result):
    check(result, METHODS[method]["result"]["schema"])
