"""Every YAML file of the content has the shape that its schema says, and a schema takes no unknown key."""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

CONTENT = pathlib.Path(__file__).parent.parent / "content"


class Loader(yaml.SafeLoader):
    """YAML 1.2, as the site and editors' programs read it: a date and an hour are text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?[0-9]+$"), list("-0123456789"))


def faults(path, change=lambda value: value):
    text = path.read_text(encoding="utf-8")
    named = re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE).group(1)
    schema = json.loads((path.parent / named).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    value = change(yaml.load(text, Loader))
    return [f"{path}: {fault.json_path}: {fault.message}" for fault in jsonschema.Draft7Validator(schema).iter_errors(value)]


files = sorted(CONTENT.glob("*.yaml")) + sorted(CONTENT.glob("forms/*.yaml"))
told = [fault for path in files for fault in faults(path)]
lenient = [f"{path}: an unknown key is taken" for path in files if not faults(path, lambda value: {**value, "otra": 1})]
print("\n".join(told + lenient) or f"{len(files)} files have the shape of their schemas")
sys.exit(bool(told + lenient))
