"""Transforms the template with SAM, as CloudFormation does: `transform.py TEMPLATE.yaml OUT.json`."""

import json
import logging
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
# The translator warns about its own metrics and feature switches.
logging.disable(logging.WARNING)

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# The parameters without a default. No managed policies are passed: the template defines the roles itself, so that
# nothing is requested from AWS.
REQUIRED_PARAMETERS = {"CodeBucket": "releases", "CodeKey": "function.zip", "Release": "0" * 64}


def transform(template, parameters):
    """Returns the transformed template, a dict."""
    return Translator({}, Parser()).translate(template, {**REQUIRED_PARAMETERS, **parameters})


if __name__ == "__main__":
    source, out = map(pathlib.Path, sys.argv[1:3])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(transform(yaml_parse(source.read_text()), {}), indent=1) + "\n")
