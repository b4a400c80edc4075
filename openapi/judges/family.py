"""The part of a document that one family needs: family.py FAMILY DOCUMENT"""

import json
import sys

PREFIX = "#/components/schemas/"


def reached(node, schemas, found):
    """Adds the schemas that a node refers to, and those that these refer to."""
    if isinstance(node, list):
        for element in node:
            reached(element, schemas, found)
    elif isinstance(node, dict):
        name = node.get("$ref", "").removeprefix(PREFIX)
        if name in schemas and name not in found:
            found.add(name)
            reached(schemas[name], schemas, found)
        for value in node.values():
            reached(value, schemas, found)


family, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    document = json.load(file)
paths = document["paths"]
document["paths"] = {path: methods for path, methods in paths.items() if any(family in it["tags"] for it in methods.values())}
schemas, found = document["components"]["schemas"], set()
reached([document["paths"], document["components"]["responses"]], schemas, found)
document["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in found}
json.dump(document, sys.stdout)
