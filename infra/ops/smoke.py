"""The smoke test: checks a site from outside, over HTTP alone. Each `check_…` returns its problems as Spanish sentences."""

import html.parser
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from . import ROOT

HEADERS = json.loads((ROOT / "infra/headers.json").read_text())
ACCEPT_HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
TIMEOUT_SECONDS = 15


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Returns redirects to the caller: their location is part of what is checked."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def fetch(url, fields=None, headers=None, method=None):
    """Returns status, headers (names in lower case) and text of a response. The status is 0 when there is no response."""
    data = urllib.parse.urlencode(fields).encode() if fields is not None else None
    headers = {"Accept": ACCEPT_HTML, "User-Agent": "folio-smoke", **(headers or {})}
    try:
        response = OPENER.open(urllib.request.Request(url, data, headers, method=method), timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        response = error
    except OSError as error:
        return 0, {}, str(error)
    with response:
        lowercase = {name.lower(): value for name, value in response.headers.items()}
        return response.status, lowercase, response.read().decode("utf-8", "replace")


class FormParser(html.parser.HTMLParser):
    """The first POST form of a page: its action, and the hidden fields that a browser without script would send."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.is_inside = None, {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and (attributes.get("method") or "").lower() == "post" and not self.action:
            self.action, self.is_inside = attributes.get("action"), True
        if self.is_inside and tag == "input" and attributes.get("type") == "hidden" and attributes.get("name"):
            self.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False


def find_problems(url, test_mark=None):
    """Returns the problems of the site at `url`. With the test mark, it also submits one complete test ticket."""
    url = url.rstrip("/")
    status, headers, home = fetch(f"{url}/")
    if status != 200:
        return [f"la página de inicio responde {status}"]
    openapi = fetch_openapi(url)
    forms = [path for path, methods in openapi.get("paths", {}).items() if "post" in methods]
    problems = check_headers(headers) + check_links(url, home) + check_status(url)
    problems += [] if forms else ["la descripción de la API no nombra formularios"]
    problems += [problem for path in forms for problem in check_validation(url, path)]
    return problems + (check_submission(url, openapi, test_mark) if test_mark else [])


def fetch_openapi(url):
    """Returns the OpenAPI description, or an empty one when the API does not serve it."""
    status, _, text = fetch(f"{url}/api/openapi.json", headers={"Accept": "application/json"})
    return json.loads(text) if status == 200 else {}


def check_headers(headers):
    expected = {**HEADERS["all"], **HEADERS["pages"]}
    return [f"la página de inicio lleva {name}: {headers.get(name)}"
            for name, value in expected.items() if headers.get(name) != value]


def check_links(url, home):
    """Checks every file of this site that the home page links to."""
    problems = []
    for path in sorted(set(re.findall(r'(?:href|src)="(/[^"#/][^"#]*|/)"', home))):
        status, headers, _ = fetch(url + path)
        if status != 200:
            problems.append(f"{path} responde {status}")
        elif path.startswith("/assets/") and headers.get("cache-control") != HEADERS["assets"]["cache-control"]:
            problems.append(f"{path} no se guarda para siempre")
    return problems


def check_status(url):
    """Checks the health endpoint and a page that does not exist."""
    status, headers, _ = fetch(f"{url}/api/health")
    is_healthy = status == 200 and headers.get("cache-control") == "no-store"
    missing, _, _ = fetch(f"{url}/no-hay-nada-aqui.html")
    return (([] if is_healthy else [f"/api/health responde {status}"])
            + ([] if missing == 404 else [f"una página que no existe responde {missing}"]))


def check_validation(url, path):
    """Submits an empty form without script. The response must be 422 and contain the form with its errors."""
    form_name, operation = path.removeprefix("/api/tickets/").split("/")[:2]
    # A form with a single operation has no page for that operation.
    for page in (f"/{form_name}/{operation}/", f"/{form_name}/"):
        status, _, text = fetch(url + page)
        form = FormParser(text)
        if status == 200 and form.action:
            status, _, text = fetch(urllib.parse.urljoin(url + page, form.action), form.fields)
            is_form_page = status == 422 and "</form>" in text
            return [] if is_form_page else [f"{page} en blanco responde {status}, no 422 con la misma página"]
    return [f"{path} no tiene una página con su formulario"]


def check_submission(url, openapi, test_mark):
    """Submits a complete test ticket and opens its confirmation."""
    path, example = next(request_examples(openapi), (None, None))
    if not path:
        return ["la descripción de la API no trae un ejemplo"]
    # A new key, so that an earlier run does not make this request a repetition.
    headers = {"X-Folio-Test": test_mark, "Idempotency-Key": f'"{uuid.uuid4()}"'}
    status, headers, text = fetch(url + path, flatten_form(example), headers)
    if status != 303:
        return [f"la prueba de {path} responde {status}, no 303"]
    status, _, text = fetch(urllib.parse.urljoin(url, headers["location"]))
    folio = urllib.parse.urlsplit(headers["location"]).path.rsplit("/", 1)[-1]
    return [] if status == 200 and folio in text else [f"la confirmación de {folio} responde {status}"]


def request_examples(openapi):
    """Yields the path and an example request of every operation that has one."""
    for path, methods in openapi.get("paths", {}).items():
        for content in methods.get("post", {}).get("requestBody", {}).get("content", {}).values():
            examples = content.get("examples", {}).values()
            example = content.get("example") or next((example["value"] for example in examples), None)
            if isinstance(example, dict):
                yield path, example


def flatten_form(example):
    """Returns a JSON example as the fields, pairs of name and value, that a page without script would send."""
    fields = []
    for name, value in example.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value, 1):
                fields += [(f"{name}.{number}.{column}", text) for column, text in flatten_form(row)]
        elif isinstance(value, list):
            fields += [(name, str(item)) for item in value]
        elif isinstance(value, bool):
            fields += [(name, "si")] if value else []
        else:
            fields.append((name, str(value)))
    return fields
