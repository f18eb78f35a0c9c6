// A form's page with script: the same page, the same slots and the same API as without, only quicker.
//
// The verdict is the API's; nothing is judged here. All words come with the page, where the status is told.

const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const $ = (selector, from = document) => from.querySelector(selector);
const slot = (name) => $(`[data-slot="${name}"]`);
const form = $("main form");
const words = slot("status").dataset;
const action = form.getAttribute("action");
const language = document.documentElement.lang;

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);
const amount = (number, unit) =>
  new Intl.NumberFormat(language, unit && { style: "unit", unit, unitDisplay: "long" }).format(number);
// The browser knows these by name; with fifty rows, looking for them would be felt.
const named = (name) => [form.elements.namedItem(name) ?? []].flatMap((found) => (found instanceof Element ? found : [...found]));
const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
// Whether it holds more than what the page had chosen by itself.
const isTold = (control) =>
  isChoice(control)
    ? control.checked && !control.defaultChecked
    : control.value !== "" && !control.selectedOptions?.[0]?.defaultSelected;
const show = (text) => (slot("status").textContent = text);

// A text that is said twice is only heard twice when it changes in between.
function say(text) {
  slot("said").textContent = "";
  setTimeout(() => (slot("said").textContent = text), 50);
}

// What is taller than the window is read from its top.
function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView();
}

// Rows.

const rowsOf = (list) => $$(":scope > [data-row]", list);
const legend = (row) => $("legend", row).textContent.trim();
const firstControl = (scope) =>
  $$("input, select, textarea", scope).find((control) => control.tabIndex >= 0 && control.offsetParent);

function settle(list) {
  const rows = rowsOf(list);
  $("[data-add]", list).hidden = rows.length >= list.dataset.max;
  for (const row of rows) $("[data-remove]", row).hidden = rows.length === 1;
}

function addRow(list) {
  const template = $("template", list);
  const html = template.innerHTML.replaceAll("__row__", rowsOf(list).length + 1);
  template.insertAdjacentHTML("beforebegin", html);
  const row = template.previousElementSibling;
  enhance(row);
  settle(list);
  return row;
}

function removeRow(row) {
  const list = row.parentElement;
  const at = rowsOf(list).indexOf(row);
  row.remove();
  const rows = rowsOf(list);
  rows.forEach((row, i) => i >= at && renumber(row, i + 1));
  settle(list);
  return rows[Math.min(at, rows.length - 1)];
}

// What was typed and told stays where it is: only names change, and the two texts that hold the number.
function renumber(row, number) {
  const [id, old] = row.dataset.row.split(".");
  const name = new RegExp(`\\b${id}([.-])${old}(?!\\d)`, "g");
  for (const element of [row, ...$$("*", row)]) {
    for (const { name: attribute, value } of [...element.attributes]) {
      if (attribute === "value" && element.type !== "submit") continue;
      const changed = value.replace(name, `${id}$1${number}`);
      if (changed !== value) element.setAttribute(attribute, changed);
    }
  }
  const pattern = $("template", row.parentElement).content;
  for (const part of ["legend", "[data-remove]"]) {
    $(part, row).textContent = $(part, pattern).textContent.replaceAll("__row__", number);
  }
}

function rowAction(verb, id, number) {
  const list = $(`[data-rows="${id}"]`, form);
  const before = number && $(`[data-row="${id}.${number}"]`, list);
  const label = before && lowered(legend(before));
  const row = before ? removeRow(before) : addRow(list);
  apply();
  changed();
  firstControl(row)?.focus();
  say(fill(words[verb], { fila: label || lowered(legend(row)), total: rowsOf(list).length }));
}

// Questions that depend on an answer.

function heal(scope) {
  for (const field of [scope, ...$$("[data-field]", scope)]) field.removeAttribute("data-refused");
  for (const control of [scope, ...$$("[data-control]", scope)]) control.removeAttribute("aria-invalid");
  for (const fault of $$("[data-fault]", scope)) {
    fault.hidden = true;
    fault.textContent = "";
  }
}

function apply() {
  for (const field of $$("[data-when]", form)) {
    const asked = named(field.dataset.when).filter((control) => !control.closest("[data-when][hidden]"));
    const answers = asked.filter((control) => !isChoice(control) || control.checked).map(({ value }) => value);
    field.hidden = !field.dataset.is.split(" ").some((is) => answers.includes(is));
    if (field.hidden) heal(field);
  }
  for (const fold of $$("details[data-fold]", form)) {
    fold.hidden = $$("[data-field]", fold).every((field) => field.hidden);
  }
  offerAddresses();
}

// An address that was typed once is not typed again: each of these offers what another of them holds.

const addresses = (scope) => $$("[autocomplete=email], [data-mine]", scope);

function offerAddresses() {
  const inputs = addresses(form);
  const known = inputs.find(({ value }) => value.includes("@"))?.value.trim();
  for (const input of inputs) {
    const button = input.nextElementSibling;
    button.hidden = !known || input.value !== "";
    button.textContent = fill(words.use, { correo: known });
  }
}

function addOffer(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.addEventListener("click", () => {
    input.value = addresses(form).find(({ value }) => value.includes("@")).value.trim();
    changed();
    apply();
    input.focus();
  });
  input.after(button);
}

// What a part of the page is given once: the row that was built, or one that was added.

function enhance(scope) {
  // Without script the condition is told in words; here the question is shown or not.
  for (const sentence of $$(".when[id]", scope)) {
    for (const control of $$(`[aria-describedby~="${sentence.id}"]`, scope)) {
      const others = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== sentence.id);
      control.setAttribute("aria-describedby", others.join(" "));
    }
    sentence.remove();
  }
  for (const area of $$("textarea[maxlength]", scope)) if (area.maxLength >= 1000) count(area);
  addresses(scope).forEach(addOffer);
}

function count(area) {
  const note = document.createElement("p");
  note.className = "hint";
  area.after(note);
  let timer;
  const tell = () => {
    const left = area.maxLength - area.value.length;
    note.textContent = area.value && fill(words.left, { n: amount(left) });
    clearTimeout(timer);
    // Heard only near the end, and only when typing pauses.
    if (left < area.maxLength / 5) timer = setTimeout(() => say(note.textContent), 1000);
  };
  area.addEventListener("input", tell);
  area.addEventListener("filled", tell);
}

// Faults, put where the API puts them when it gives the page back.

const title = slot("title");
const heading = $("h2", slot("summary"));
const plainHeading = heading.textContent;
const plainTitle = title.textContent.replace(title.dataset.error, "");

function clear() {
  heal(form);
  putReview(false);
  slot("summary").hidden = true;
  slot("summary-list").replaceChildren();
  title.textContent = plainTitle;
}

function make(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function putItems(list, texts) {
  list.replaceChildren(...texts.map((text) => make("li", text)));
}

function entry(error) {
  const id = error.name.replaceAll(".", "-");
  if (!$(`#${CSS.escape(id)}`, form)) return make("li", inSummary(error));
  const link = make("a", inSummary(error));
  link.href = `#${id}`;
  const li = make("li");
  li.append(link);
  return li;
}

// Of several rows, each may have the same fault.
function inSummary({ name, detail }) {
  const row = $(`[data-row="${CSS.escape(name.split(".").slice(0, 2).join("."))}"]`, form);
  return row && rowsOf(row.parentElement).length > 1 ? `${legend(row)}: ${detail}` : detail;
}

function mark(errors) {
  const messages = new Map([...errors].reverse().map(({ name, detail }) => [name, detail]));
  const each = (key, put) => {
    for (const element of $$(`[data-${key}]`, form)) {
      if (messages.has(element.dataset[key])) put(element, messages.get(element.dataset[key]));
    }
  };
  each("field", (field) => field.setAttribute("data-refused", ""));
  each("control", (control) => control.setAttribute("aria-invalid", "true"));
  each("fault", (fault, message) => {
    fault.hidden = false;
    fault.textContent = message;
  });
  for (const fold of $$("details[data-fold]", form)) {
    if (fold.dataset.fold.split(" ").some((name) => messages.has(name))) fold.open = true;
  }
}

function refused(errors, notice) {
  clear();
  mark(errors);
  const items = errors.map(entry);
  slot("summary-list").replaceChildren(...(notice ? [make("li", notice), ...items] : items));
  heading.textContent = notice ? heading.dataset.notice : plainHeading;
  title.textContent = title.dataset.error + plainTitle;
  slot("summary").hidden = false;
  goTo(slot("summary"));
}

// Values, as pairs of a name and what was answered.

const aside = new Set($$("[type=hidden], [aria-hidden] input", form).map((control) => control.name));
const isKept = (name) => !aside.has(name) && name !== "confirmacion" && !name.startsWith("pegado.");
const values = () => [...new FormData(form)].filter(([name]) => isKept(name));
const rowOf = (name) => name.match(/^(.+)\.(\d+)\./) ?? [];

function putRows(list, all) {
  const numbers = all.map(([name]) => rowOf(name)).filter(([, id]) => id === list.dataset.rows);
  const wanted = Math.min(Math.max(1, ...numbers.map(([, , number]) => +number)), list.dataset.max);
  while (rowsOf(list).length < wanted) addRow(list);
  while (rowsOf(list).length > wanted) removeRow(rowsOf(list).at(-1));
}

function putAll(all) {
  for (const list of $$("[data-rows]", form)) putRows(list, all);
  const answers = new Map();
  for (const [name, value] of all) answers.set(name, [...(answers.get(name) ?? []), value]);
  for (const control of form.elements) {
    const own = answers.get(control.name);
    if (!own || control.localName === "button") continue;
    if (isChoice(control)) control.checked = own.includes(control.value);
    else control.value = own[0];
    control.dispatchEvent(new Event("filled"));
  }
  apply();
  for (const fold of $$("details[data-fold]", form)) {
    if (fold.dataset.fold.split(" ").some((name) => named(name).some(isTold))) fold.open = true;
  }
}

// The draft: in this browser, in this tab, until the request is sent.

const PLACE = `folio ${action}`;
const opened = String(Date.now());
const makeKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
let key = makeKey();
let typed = false;
let sent = false;
let saving;

// A browser may refuse to keep anything; then there is no draft, and nothing else changes.
function store(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

const save = () => typed && !sent && store((kept) => kept.setItem(PLACE, JSON.stringify({ key, all: values() })));

function changed() {
  // After going back from the confirmation, another answer is another request.
  if (sent) key = makeKey();
  typed = true;
  sent = false;
  clearTimeout(saving);
  saving = setTimeout(save, 300);
}

function offerDraft() {
  const draft = store((kept) => JSON.parse(kept.getItem(PLACE)));
  if (!draft) return;
  // Sent again after a reload, it is still the same request.
  const take = () => (key = draft.key);
  if (JSON.stringify(draft.all) === JSON.stringify(values())) return take();
  const offer = slot("draft");
  offer.hidden = false;
  offer.addEventListener("click", ({ target }) => {
    if (target.localName !== "button") return;
    offer.hidden = true;
    if (target.value === "continuar") {
      take();
      putAll(draft.all);
      changed();
    } else store((kept) => kept.removeItem(PLACE));
    firstControl(form)?.focus();
  });
}

// Sending.

const PAUSES = [1, 3, 9];
const LONGEST_PAUSE = 60;
const PATIENCE = 30_000;
let busy = false;

const seconds = (answer) => Number(answer?.headers.get("retry-after")) || 0;
const isGone = (answer) => !answer || [502, 503, 504].includes(answer.status);

function setBusy(now) {
  busy = now;
  for (const button of $$("[type=submit]", form)) {
    if (now) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function post(body) {
  const headers = { accept: "application/json", "idempotency-key": `"${key}"` };
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(action, { method: "POST", body: new URLSearchParams(body), headers, signal }).catch(() => null);
}

async function patiently(body) {
  for (const least of PAUSES) {
    const answer = await post(body);
    const pause = Math.max(least, seconds(answer));
    if (!isGone(answer) || pause > LONGEST_PAUSE) return answer;
    show(fill(words.retrying, { tiempo: amount(pause, "second") }));
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    show(words.sending);
  }
  return post(body);
}

function arrive(answer) {
  sent = true;
  typed = false;
  store((kept) => kept.removeItem(PLACE));
  location.assign(answer.headers.get("location"));
}

function refuse(answer, problem) {
  if (problem.type?.endsWith("#clave-repetida")) key = makeKey();
  if (problem.type?.endsWith("#por-confirmar")) return review(problem);
  const minutes = answer?.status === 429 && Math.ceil(seconds(answer) / 60);
  const later = minutes ? fill(words.later, { tiempo: amount(minutes, "minute") }) : "";
  const notice = problem.errors ? "" : `${problem.detail ?? words.failed} ${later}`.trim();
  refused(problem.errors ?? [], notice);
}

async function send(extra) {
  const body = new FormData(form);
  body.set("pagina_vista_en", opened);
  for (const [name, value] of extra) body.set(name, value);
  typed = true;
  save();
  // What was pasted is only read: nothing is being sent yet.
  if (extra[0]?.[0] !== "accion") show(words.sending);
  const answer = await patiently(body);
  show("");
  const data = (await answer?.json().catch(() => null)) ?? {};
  if (answer?.status === 201) arrive(answer);
  else if (answer?.ok) pasted(data, extra[0][1].split(".")[1]);
  else refuse(answer, data);
}

form.addEventListener("submit", async (event) => {
  const { name, value } = event.submitter ?? {};
  const [verb, id, number] = name === "accion" ? value.split(".") : [];
  if (busy) return event.preventDefault();
  if (verb && !words[verb] && verb !== "pegar") return;
  event.preventDefault();
  if (words[verb]) return rowAction(verb, id, number);
  setBusy(true);
  await send(name ? [[name, value]] : []).finally(() => !sent && setBusy(false));
});

// Pasted rows: the API reads the table, and says what it understood.

function pasted({ avisos = [], errores = [], resto = "", ...lists }, id) {
  const own = values().filter(([name]) => rowOf(name)[1] !== id);
  const each = ([name, value], i) => [value].flat().map((one) => [`${id}.${i + 1}.${name}`, String(one)]);
  const read = (lists[id] ?? []).flatMap((row, i) => Object.entries(row).flatMap((pair) => each(pair, i)));
  putAll([...own, ...read]);
  named(`pegado.${id}`)[0].value = resto;
  changed();
  const told = $(`[data-paste-of="${id}"]`, form);
  const ul = make("ul");
  putItems(ul, avisos);
  told.replaceChildren(ul);
  told.hidden = !avisos.length;
  if (errores.length) return refused(errores);
  clear();
  goTo(told);
}

// What is deleted is looked at once more. Whoever changes an answer then is asked again.

function review({ consecuencias, avisos = [], partes = [], confirmacion }) {
  clear();
  putItems(slot("review-list"), consecuencias);
  putItems(slot("review-warnings"), avisos);
  slot("review-warnings").hidden = !avisos.length;
  const part = ({ titulo, respuestas }) => {
    const pairs = respuestas.flatMap(({ pregunta, respuesta }) => [make("dt", pregunta), make("dd", respuesta)]);
    const dl = make("dl");
    dl.append(...pairs);
    return titulo ? [make("h3", titulo), dl] : [dl];
  };
  slot("review-answers").replaceChildren(...partes.flatMap(part));
  slot("confirm").value = confirmacion;
  putReview(true);
  goTo(slot("review"));
}

function putReview(shown) {
  if (!slot("review")) return;
  slot("review").hidden = !shown;
  slot("send").hidden = shown;
}

// The page as it opens.

enhance(form);
for (const list of $$("[data-rows]", form)) settle(list);
apply();
for (const area of $$("textarea", form)) area.dispatchEvent(new Event("filled"));
slot("kept").hidden = false;
offerDraft();
form.addEventListener("input", ({ target }) => {
  changed();
  // Only a choice shows or hides a question.
  if (isChoice(target) || target.localName === "select") apply();
  else offerAddresses();
  putReview(false);
});
addEventListener("pagehide", save);
addEventListener("pageshow", ({ persisted }) => persisted && setBusy(false));
addEventListener("beforeunload", (event) => typed && !busy && event.preventDefault());
