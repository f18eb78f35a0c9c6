"""Checks every YAML file of the content against its schema, and that the schema rejects unknown keys."""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

CONTENT = pathlib.Path(__file__).parent.parent / "content"


class Loader(yaml.SafeLoader):
    """A YAML 1.2 loader, like those of the site and of editors: dates and times are text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?[0-9]+$"), list("-0123456789"))


def validate(path, extra_keys=()):
    """Returns the schema errors of a file, after adding `extra_keys` to it."""
    text = path.read_text(encoding="utf-8")
    schema_path = re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE).group(1)
    schema = json.loads((path.parent / schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    value = yaml.load(text, Loader) | dict.fromkeys(extra_keys, 1)
    return [f"{path}: {error.json_path}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(value)]


files = sorted(CONTENT.glob("*.yaml")) + sorted(CONTENT.glob("forms/*.yaml"))
errors = [error for path in files for error in validate(path)]
errors += [f"{path}: the schema accepts an unknown key" for path in files if not validate(path, extra_keys=["otra"])]
print("\n".join(errors) or f"{len(files)} files match their schemas")
sys.exit(bool(errors))
