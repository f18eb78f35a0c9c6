"""Replaces each valid idempotency key by a unique one. A reused key with another body is rejected before the body is checked."""

import itertools
import re

import schemathesis

KEY = re.compile(r'"[ !#-\[\]-~]{1,255}"|[!#-+\--:<-\[\]-~]{1,255}')
NUMBERS = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers or {}
    key = headers.get("Idempotency-Key")
    if isinstance(key, str) and KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = f'"{next(NUMBERS)}"'
