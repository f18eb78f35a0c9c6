// Measures a running site: `measure.mjs ADDRESS FOLDER`, the folder with the site's files. `measure` starts the server.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [address, folder] = process.argv.slice(2);
const GOALS = { performance: 100, accessibility: 100, "best-practices": 100, seo: 100 };
// Compressed bytes. The policy page and its stylesheet fit into the initial congestion window of a connection.
const MAX_BYTES = { "/politica/": 14_000, scripts: 8_000 };
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// One page of each kind. A page that search engines must not list (`isHidden`) skips the audit of its indexing.
const PAGES = [
  { kind: "home", path: "/" },
  { kind: "article with a table", path: "/niveles-de-servicio/" },
  { kind: "hours", path: "/horarios/" },
  { kind: "full policy", path: "/politica/" },
  { kind: "choice of operation", path: "/gsuite/" },
  { kind: "form with rows", path: "/gsuite/alta/" },
  { kind: "incident form", path: "/falla/" },
  { kind: "not found", path: "/404.html", isHidden: true },
  { kind: "confirmation", path: await submitExample(), isHidden: true },
];

// Submits the example in the OpenAPI description, and returns the path of its confirmation.
async function submitExample() {
  const openapi = await (await fetch(new URL("api/openapi.json", address))).json();
  const [path, { post }] = Object.entries(openapi.paths).find(([path]) => path.startsWith("/api/tickets/falla"));
  const [{ value }] = Object.values(post.requestBody.content["application/json"].examples);
  const headers = { "content-type": "application/json", accept: "application/json" };
  const response = await fetch(new URL(path, address), { method: "POST", headers, body: JSON.stringify(value) });
  if (response.status !== 201) throw new Error(`the example of ${path} is rejected: ${await response.text()}`);
  return response.headers.get("location");
}

const gzipLength = (bytes) => gzipSync(bytes, { level: 9 }).length;

// Returns the compressed bytes of a page, of its stylesheets and of its scripts.
async function measureBytes(path) {
  const html = await (await fetch(new URL(path, address), { headers: { accept: "text/html" } })).text();
  // The preview adds this script; production does not have it.
  const page = html.replace(/<script[^>]* src="\/_preview\/[^>]*><\/script>/, "");
  const sumLinked = async (pattern) => {
    const names = [...page.matchAll(pattern)].map(([, name]) => name);
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return files.reduce((total, file) => total + gzipLength(file), 0);
  };
  const styles = await sumLinked(/<link rel="stylesheet" href="([^"]+)"/g);
  const scripts = await sumLinked(/<script[^>]* src="([^"]+)"/g);
  return { page: gzipLength(page), styles, scripts };
}

// Returns the scores (0 to 100) of one visit with a fresh browser, and the Lighthouse result.
async function visit({ path, isHidden }, attempts = 3) {
  const chrome = await launch({ chromeFlags: FLAGS, logLevel: "error" });
  const options = { port: chrome.port, output: "json", logLevel: "silent", onlyCategories: Object.keys(GOALS) };
  if (isHidden) options.skipAudits = ["is-crawlable"];
  const { lhr } = await lighthouse(new URL(path, address).href, options).finally(() => chrome.kill());
  // A run that failed to record says nothing about the page.
  if (lhr.runtimeError && attempts > 1) return visit({ path, isHidden }, attempts - 1);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
  return { scores: Object.fromEntries(scores), lhr };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// Returns the scores of a page and the failed audits. A busy machine slows a visit down, so a performance score below the
// goal is the median of three visits.
async function measureScores(page) {
  const visits = [await visit(page)];
  const performance = () => median(visits.map(({ scores }) => scores.performance));
  while (visits.length < 3 && performance() < GOALS.performance) visits.push(await visit(page));
  return { ...visits[0].scores, performance: performance(), visits: visits.length, audits: failedAudits(visits[0].lhr) };
}

// Returns the audits that lowered a score.
function failedAudits({ categories, audits }) {
  const weighted = Object.keys(GOALS).flatMap((id) => categories[id].auditRefs.filter(({ weight }) => weight > 0));
  const failed = weighted.map(({ id }) => audits[id]).filter(({ score }) => score !== null && score < 0.9);
  return failed.map(({ id, displayValue }) => `${id} ${displayValue ?? ""}`.trim());
}

// Each row is printed immediately, since a run lasts minutes.
const COLUMNS = ["kind", ...Object.keys(GOALS), "visits", "page", "styles", "scripts"];
const print = (row) => console.log(COLUMNS.map((name, i) => String(row[name]).padEnd(i ? name.length + 2 : 22)).join(""));
print(Object.fromEntries(COLUMNS.map((name) => [name, name])));
const [errors, warnings] = [[], []];
for (const page of PAGES) {
  const { kind, path } = page;
  const { audits, ...scores } = await measureScores(page);
  const bytes = await measureBytes(path);
  print({ kind, ...scores, ...bytes });
  for (const [id, goal] of Object.entries(GOALS)) {
    const message = `${kind}: ${id} is ${scores[id]}, not ${goal}: ${audits.join("; ")}`;
    // Performance depends on the load of the machine, so it is only a warning.
    if (scores[id] < goal) (id === "performance" ? warnings : errors).push(message);
  }
  const total = bytes.page + bytes.styles;
  if (total > (MAX_BYTES[path] ?? Infinity)) errors.push(`${kind}: ${total} bytes with styles, not ${MAX_BYTES[path]}`);
  if (bytes.scripts > MAX_BYTES.scripts) errors.push(`${kind}: ${bytes.scripts} bytes of scripts, not ${MAX_BYTES.scripts}`);
}
for (const message of [...warnings, ...errors]) console.error(message);
process.exit(errors.length ? 1 : 0);
