"""What a visitor would find broken, asked from outside with nothing but HTTP."""

import html.parser
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from . import ROOT

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
    url, found = url.rstrip("/"), []

    def must(holds, what):
        if not holds:
            found.append(what)
        return holds

    status, headers, home = ask(f"{url}/")
    if not must(status == 200, f"la página de inicio responde {status}"):
        return found
    defined = json.loads((ROOT / "infra/headers.json").read_text())
    for name, value in {**defined["all"], **defined["pages"]}.items():
        must(headers.get(name) == value, f"la página de inicio lleva {name}: {headers.get(name)}")
    assets = re.findall(r'(?:href|src)="(/assets/[^"]+)"', home)
    for asset in sorted(set(assets)):
        status, headers, _ = ask(url + asset)
        must(status == 200, f"{asset} responde {status}")
        must(headers.get("cache-control") == defined["assets"]["cache-control"], f"{asset} no se guarda para siempre")
    status, _, _ = ask(f"{url}/no-hay-nada-aqui.html")
    must(status == 404, f"una página que no existe responde {status}")
    status, headers, _ = ask(f"{url}/api/health")
    must(status == 200 and headers.get("cache-control") == "no-store", f"/api/health responde {status}")
    return found + [fault for form in forms(url, home) for fault in tried(url, form, None)] + whole(url, mark)


def forms(url, home):
    """The addresses of the pages that have a form, as the API's description names them."""
    paths = json.loads(ask(f"{url}/api/openapi.json", headers={"Accept": "application/json"})[2] or "{}").get("paths", {})
    return [path.removeprefix("/api/tickets/") for path, methods in paths.items() if "post" in methods]


def tried(url, form, mark):
    """An empty request must come back as the page that was sent, with what is to be mended."""
    page = f"/{form}/"
    status, _, text = ask(url + page)
    if status != 200:
        page = f"/{form.split('/')[0]}/"
        status, _, text = ask(url + page)
    sent = Form(text)
    if status != 200 or not sent.action:
        return [f"{page} responde {status} y no tiene formulario"]
    status, _, text = ask(urllib.parse.urljoin(url + page, sent.action), sent.fields)
    if status != 422 or "</form>" not in text:
        return [f"{page} en blanco responde {status}, no 422 con la misma página"]
    return []


def whole(url, mark):
    """A whole request, marked as a test, must be taken, and its confirmation must open."""
    if not mark:
        return []
    described = json.loads(ask(f"{url}/api/openapi.json", headers={"Accept": "application/json"})[2] or "{}")
    path, example = next(examples(described), (None, None))
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
