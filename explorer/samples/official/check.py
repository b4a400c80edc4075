"""Every Python sample makes the request that its parameters say.

Run by explorer/samples/official/run with the file of samples. A sample is executed with a client that keeps the request in
place of sending it, so it has to name the classes, arguments and methods that the official SDK has.
"""

import json
import sys

from alibabacloud_ice20201109 import client as sdk
from alibabacloud_tea_openapi.utils_models import OpenApiRequest


class Kept(Exception):
    """The request that would have been sent."""

    def __init__(self, query, body):
        super().__init__()
        self.query, self.body = query, body


def keep(_client, *arguments):
    """In place of the two functions that send: for signed requests and for anonymous ones."""
    (request,) = [argument for argument in arguments if isinstance(argument, OpenApiRequest)]
    raise Kept(request.query or {}, request.body or {})


def said(value):
    """What a value says: text that holds JSON is what it holds, and a list without elements is like none.

    The SDK adds an empty list for each list of models that has no value.
    """
    if isinstance(value, str) and value[:1] in ("{", "["):
        value = json.loads(value)
    if isinstance(value, dict):
        return {key: said(child) for key, child in value.items() if child != []}
    if isinstance(value, list):
        return [said(child) for child in value]
    return value


def text(value):
    """What a parameter says, a scalar as text."""
    value = said(value)
    return value if isinstance(value, (dict, list)) else str(value)


def flat(name, value, pairs):
    if isinstance(value, dict):
        for key, child in value.items():
            flat(f"{name}.{key}", child, pairs)
    elif isinstance(value, list):
        for number, child in enumerate(value, 1):
            flat(f"{name}.{number}", child, pairs)
    else:
        pairs[name] = str(value)


def agrees(parameters, sent):
    """Whether what is sent says what the parameters say, flattened or as JSON."""
    left = said(sent)
    for name, value in parameters.items():
        if name in left:
            if text(left.pop(name)) != text(value):
                return False
            continue
        pairs = {}
        flat(name, value, pairs)
        for key, expected in pairs.items():
            if left.pop(key, None) != expected:
                return False
    return not left


def run(code):
    """Executes a sample and returns what it would send."""
    sdk.Client.call_api = keep
    sdk.Client.do_rpcrequest = keep
    try:
        exec(compile(code, "sample", "exec"), {"__name__": "__main__"})
    except Kept as kept:
        return {**kept.query, **kept.body}
    return None


def problem(line):
    """What a sample does otherwise than its parameters say, or nothing."""
    (sample,) = [sample for sample in line["samples"] if sample["title"] == "Python"]
    try:
        sent = run(sample["text"])
    except Exception as exception:
        return f"{type(exception).__name__}: {exception}"
    if sent is None:
        return "sends nothing"
    return None if agrees(line["parameters"], sent) else f"sends {sent} for {line['parameters']}"


def main():
    count, problems = 0, []
    for line in open(sys.argv[1], encoding="utf-8"):
        line = json.loads(line)
        count += 1
        if found := problem(line):
            problems.append(f"{line['operation']} {found}")
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{count - len(problems)} of {count} Python samples make the request that their parameters say")
    # None at all would be a mistake of this check.
    sys.exit(bool(problems) or not count)


main()
