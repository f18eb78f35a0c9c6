// Search over the policy's sections, all in the browser: the sections come in one file, and nothing that is typed leaves.

const MOST = 8;
const AROUND = 70;

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Letter for letter, so that a place in the one text is the same place in the other.
export const fold = (text) => Array.from(text.normalize("NFC"), (c) => c.normalize("NFD")[0].toLowerCase()).join("");

const isStart = (text, at) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);

function weigh(text, term, start, within) {
  let best = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    if (isStart(text, at)) return start;
    best = within;
  }
  return best;
}

// The sections that have every word of `query`, the most fitting first; a title says more than the text under it.
export function find(sections, query) {
  const terms = fold(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  const weight = ({ title, page, text }) => {
    const each = terms.map((term) => weigh(fold(title), term, 12, 6) + weigh(fold(page), term, 4, 2) + weigh(fold(text), term, 2, 1));
    return each.includes(0) ? 0 : each.reduce((sum, one) => sum + one, 0);
  };
  const found = sections.map((section) => ({ section, weight: weight(section) }));
  const fitting = found.filter((one) => one.weight > 0).sort((one, other) => other.weight - one.weight);
  return terms.length ? fitting.slice(0, MOST).map(({ section }) => ({ ...section, ...excerpt(section.text, terms) })) : [];
}

// The words around the first find, cut at spaces.
function excerpt(text, terms) {
  const folded = fold(text);
  const at = Math.min(...terms.map((term) => folded.indexOf(term)).filter((place) => place >= 0));
  const from = at > AROUND && at < Infinity ? text.indexOf(" ", at - AROUND) + 1 : 0;
  const to = text.indexOf(" ", from + 2 * AROUND);
  const end = to < 0 ? text.length : to;
  return { excerpt: (from > 0 ? "… " : "") + text.slice(from, end) + (end < text.length ? " …" : "") };
}

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function open(button) {
  const words = button.dataset;
  const input = make("input", { type: "text", id: "buscar", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
  const status = make("p", { className: "hint", role: "status" });
  const list = make("ol");
  const close = make("button", { type: "button", className: "button quiet small", textContent: words.close });
  const label = make("label", { htmlFor: "buscar", textContent: words.title });
  const dialog = make("dialog", { className: "search" }, make("div", {}, label, close), input, status, list);
  dialog.setAttribute("aria-label", words.title);
  document.body.append(dialog);
  const links = () => [...list.querySelectorAll("a")];
  const sections = fetch(words.search).then((answer) => answer.json());

  const show = async () => {
    const query = input.value;
    const found = find(await sections, query);
    if (query !== input.value) return;
    list.replaceChildren(...found.map(entry));
    const said = found.length ? words.found : words.none;
    status.textContent = query.trim() && fill(said, { n: found.length, texto: query.trim() });
  };
  const entry = ({ title, page, address, excerpt }) => {
    const where = title === page ? [] : [" ", make("small", { textContent: page })];
    return make("li", {}, make("a", { href: address }, make("b", { textContent: title })), ...where, make("p", { textContent: excerpt }));
  };
  const move = (step) => {
    const stops = [input, ...links()];
    const to = stops[stops.indexOf(document.activeElement) + step];
    to?.focus();
  };

  input.addEventListener("input", () => show().catch(() => (status.textContent = words.failed)));
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
  const show = open(button);
  button.addEventListener("click", show);
  show();
}
