// Search in the browser: the sections of the policy come in one file, and the query is not sent.

const MAX_RESULTS = 8;
const EXCERPT_RADIUS = 70;

const interpolate = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Keeps the length of the text, so that an index is valid in both.
export const fold = (text) => Array.from(text.normalize("NFC"), (c) => c.normalize("NFD")[0].toLowerCase()).join("");

const isStart = (text, at) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);

function matchScore(text, term, whole, partial) {
  let best = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    if (isStart(text, at)) return whole;
    best = partial;
  }
  return best;
}

// The sections that contain every word of `query`, best match first; a title counts more than text.
export function find(sections, query) {
  const terms = fold(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  const weight = ({ title, page, text }) => {
    const scores = terms.map((term) => matchScore(fold(title), term, 12, 6) + matchScore(fold(page), term, 4, 2) + matchScore(fold(text), term, 2, 1));
    return scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 0);
  };
  const found = sections.map((section) => ({ section, weight: weight(section) }));
  const fitting = found.filter((one) => one.weight > 0).sort((one, other) => other.weight - one.weight);
  return terms.length ? fitting.slice(0, MAX_RESULTS).map(({ section }) => ({ ...section, ...excerpt(section.text, terms) })) : [];
}

// The text around the first match, cut at spaces.
function excerpt(text, terms) {
  const folded = fold(text);
  const at = Math.min(...terms.map((term) => folded.indexOf(term)).filter((place) => place >= 0));
  const from = at > EXCERPT_RADIUS && at < Infinity ? text.indexOf(" ", at - EXCERPT_RADIUS) + 1 : 0;
  const to = text.indexOf(" ", from + 2 * EXCERPT_RADIUS);
  const end = to < 0 ? text.length : to;
  return { excerpt: (from > 0 ? "… " : "") + text.slice(from, end) + (end < text.length ? " …" : "") };
}

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function createDialog(button) {
  const texts = button.dataset;
  const input = make("input", { type: "text", id: "buscar", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
  const status = make("p", { className: "hint", role: "status" });
  const list = make("ol");
  const close = make("button", { type: "button", className: "button quiet small", textContent: texts.close });
  const label = make("label", { htmlFor: "buscar", textContent: texts.title });
  const dialog = make("dialog", { className: "search" }, make("div", {}, label, close), input, status, list);
  dialog.setAttribute("aria-label", texts.title);
  document.body.append(dialog);
  const links = () => [...list.querySelectorAll("a")];
  const sections = fetch(texts.search).then((response) => response.json());

  const show = async () => {
    const query = input.value;
    const found = find(await sections, query);
    if (query !== input.value) return;
    list.replaceChildren(...found.map(resultItem));
    const message = found.length ? texts.found : texts.none;
    status.textContent = query.trim() && interpolate(message, { n: found.length, texto: query.trim() });
  };
  const resultItem = ({ title, page, address, excerpt }) => {
    const pageName = title === page ? [] : [" ", make("small", { textContent: page })];
    return make("li", {}, make("a", { href: address }, make("b", { textContent: title })), ...pageName, make("p", { textContent: excerpt }));
  };
  const move = (step) => {
    const targets = [input, ...links()];
    const to = targets[targets.indexOf(document.activeElement) + step];
    to?.focus();
  };

  input.addEventListener("input", () => show().catch(() => (status.textContent = texts.failed)));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && event.target === input) links()[0]?.click();
  });
  return () => {
    dialog.showModal();
    input.select();
  };
}

if (globalThis.document) {
  const button = document.querySelector("[data-search]");
  const show = createDialog(button);
  button.addEventListener("click", show);
  show();
}
