"""What a visitor would find broken, asked from outside with nothing but HTTP."""

import html.parser
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from . import ROOT

HEADERS = json.loads((ROOT / "infra/headers.json").read_text())
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


class Still(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where one is sent is part of the answer."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Still)


def ask(url, fields=None, headers=None, method=None):
    """Returns status, headers and text of an answer; 0 when none comes."""
    data = urllib.parse.urlencode(fields).encode() if fields is not None else None
    request = urllib.request.Request(url, data, {"Accept": PAGE, "User-Agent": "folio-smoke", **(headers or {})}, method=method)
    try:
        answer = OPENER.open(request, timeout=15)
    except urllib.error.HTTPError as error:
        answer = error
    except OSError as error:
        return 0, {}, str(error)
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode("utf-8", "replace")


class Form(html.parser.HTMLParser):
    """The first form of a page that posts: where to, and what a browser without script would send of it as it stands."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.inside = None, {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        one = dict(attributes)
        if tag == "form" and (one.get("method") or "").lower() == "post" and self.action is None:
            self.action, self.inside = one.get("action"), True
        if self.inside and tag == "input" and one.get("type") == "hidden" and one.get("name"):
            self.fields[one["name"]] = one.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def faults(url, mark=None):
    """Returns what is wrong with the site at `url`, in sentences; with the mark of tests, one request is sent whole."""
    url = url.rstrip("/")
    status, headers, home = ask(f"{url}/")
    if status != 200:
        return [f"la página de inicio responde {status}"]
    api = described(url)
    forms = [path for path, methods in api.get("paths", {}).items() if "post" in methods]
    found = sent_with(headers) + linked(url, home) + answers(url)
    found += [] if forms else ["la descripción de la API no nombra formularios"]
    found += [fault for path in forms for fault in refused(url, path)]
    return found + (taken(url, api, mark) if mark else [])


def described(url):
    """What the API says of itself."""
    status, _, text = ask(f"{url}/api/openapi.json", headers={"Accept": "application/json"})
    return json.loads(text) if status == 200 else {}


def sent_with(headers):
    defined = {**HEADERS["all"], **HEADERS["pages"]}
    return [f"la página de inicio lleva {name}: {headers.get(name)}" for name, value in defined.items() if headers.get(name) != value]


def linked(url, home):
    """Everything of ours that the home page links."""
    found = []
    for path in sorted(set(re.findall(r'(?:href|src)="(/[^"#/][^"#]*|/)"', home))):
        status, headers, _ = ask(url + path)
        if status != 200:
            found.append(f"{path} responde {status}")
        elif path.startswith("/assets/") and headers.get("cache-control") != HEADERS["assets"]["cache-control"]:
            found.append(f"{path} no se guarda para siempre")
    return found


def answers(url):
    status, headers, _ = ask(f"{url}/api/health")
    missing, _, _ = ask(f"{url}/no-hay-nada-aqui.html")
    found = [] if status == 200 and headers.get("cache-control") == "no-store" else [f"/api/health responde {status}"]
    return found + ([] if missing == 404 else [f"una página que no existe responde {missing}"])


def refused(url, path):
    """An empty request, sent without script, must come back as the page with what is to be mended."""
    parts = path.removeprefix("/api/tickets/").split("/")
    # A form with one operation has no page for it.
    for page in (f"/{parts[0]}/{parts[1]}/", f"/{parts[0]}/"):
        status, _, text = ask(url + page)
        form = Form(text)
        if status == 200 and form.action:
            status, _, text = ask(urllib.parse.urljoin(url + page, form.action), form.fields)
            is_page = status == 422 and "</form>" in text
            return [] if is_page else [f"{page} en blanco responde {status}, no 422 con la misma página"]
    return [f"{path} no tiene una página con su formulario"]


def taken(url, api, mark):
    """A whole request, marked as a test, must be taken, and its confirmation must open."""
    path, example = next(examples(api), (None, None))
    if path is None:
        return ["la descripción de la API no trae un ejemplo"]
    # A key of its own: it is no repetition of another request, nor another one of it.
    marked = {"X-Folio-Test": mark, "Idempotency-Key": f'"{uuid.uuid4()}"'}
    status, headers, text = ask(url + path, flat(example), marked)
    if status != 303:
        return [f"la prueba de {path} responde {status}, no 303"]
    status, _, text = ask(urllib.parse.urljoin(url, headers["location"]))
    folio = urllib.parse.urlsplit(headers["location"]).path.rsplit("/", 1)[-1]
    return [] if status == 200 and folio in text else [f"la confirmación de {folio} responde {status}"]


def examples(described):
    """Every operation with an example of what it takes."""
    for path, methods in described.get("paths", {}).items():
        for content in methods.get("post", {}).get("requestBody", {}).get("content", {}).values():
            example = content.get("example") or next((one["value"] for one in content.get("examples", {}).values()), None)
            if isinstance(example, dict):
                yield path, example


def flat(example):
    """An example as a page without script would send it."""
    fields = []
    for name, value in example.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value, 1):
                fields += [(f"{name}.{number}.{inner}", it) for inner, it in flat(row)]
        elif isinstance(value, list):
            fields += [(name, str(one)) for one in value]
        elif isinstance(value, bool):
            fields += [(name, "si")] if value else []
        else:
            fields.append((name, str(value)))
    return fields
