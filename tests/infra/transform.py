"""Writes the template as SAM transforms it, which is what CloudFormation makes: `transform TEMPLATE.yaml OUT.json`."""

import json
import logging
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
# It warns of metrics and of switches of its own.
logging.disable(logging.WARNING)

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# What must be given, see the template. Nothing is asked of AWS: our roles are our own.
GIVEN = {"CodeBucket": "releases", "CodeKey": "function.zip", "Release": "0" * 64}


def transform(template, parameters):
    return Translator({}, Parser()).translate(template, {**GIVEN, **parameters})


if __name__ == "__main__":
    source, out = map(pathlib.Path, sys.argv[1:3])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(transform(yaml_parse(source.read_text()), {}), indent=1) + "\n")
