// The form page: works without JavaScript too. Only the API validates.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const $ = (selector, root = document) => root.querySelector(selector);
const slot = (name) => $(`[data-slot="${name}"]`);
const form = $("main form");
const texts = slot("status").dataset;
const action = form.getAttribute("action");
const language = document.documentElement.lang;

const interpolate = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);
const formatNumber = (number, unit) =>
  new Intl.NumberFormat(language, unit && { style: "unit", unit, unitDisplay: "long" }).format(number);
// Selectors are slow with fifty rows.
const controlsNamed = (name) => [form.elements.namedItem(name) ?? []].flatMap((found) => (found instanceof Element ? found : [...found]));
const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
const isChanged = (control) =>
  isChoice(control)
    ? control.checked && !control.defaultChecked
    : control.value !== "" && !control.selectedOptions?.[0]?.defaultSelected;
const showStatus = (text) => (slot("status").textContent = text);

// Screen readers do not repeat an unchanged text.
function announce(text) {
  slot("said").textContent = "";
  setTimeout(() => (slot("said").textContent = text), 50);
}

function moveTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView();
}

// Rows

const rowsOf = (list) => $$(":scope > [data-row]", list);
const rowLabel = (row) => $("legend", row).textContent.trim();
const firstControl = (scope) =>
  $$("input, select, textarea", scope).find((control) => control.tabIndex >= 0 && control.offsetParent);

function updateRowButtons(list) {
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
  updateRowButtons(list);
  return row;
}

function removeRow(row) {
  const list = row.parentElement;
  const at = rowsOf(list).indexOf(row);
  row.remove();
  const rows = rowsOf(list);
  rows.forEach((row, i) => i >= at && renumber(row, i + 1));
  updateRowButtons(list);
  return rows[Math.min(at, rows.length - 1)];
}

// Values and errors stay.
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
  const label = before && lowerFirst(rowLabel(before));
  const row = before ? removeRow(before) : addRow(list);
  applyConditions();
  markDirty();
  firstControl(row)?.focus();
  announce(interpolate(texts[verb], { fila: label || lowerFirst(rowLabel(row)), total: rowsOf(list).length }));
}

// Conditional fields

function clearErrors(scope) {
  for (const field of [scope, ...$$("[data-field]", scope)]) field.removeAttribute("data-refused");
  for (const control of [scope, ...$$("[data-control]", scope)]) control.removeAttribute("aria-invalid");
  for (const fault of $$("[data-fault]", scope)) {
    fault.hidden = true;
    fault.textContent = "";
  }
}

function applyConditions() {
  for (const field of $$("[data-when]", form)) {
    const controls = controlsNamed(field.dataset.when).filter((control) => !control.closest("[data-when][hidden]"));
    const selected = controls.filter((control) => !isChoice(control) || control.checked).map(({ value }) => value);
    field.hidden = !field.dataset.is.split(" ").some((is) => selected.includes(is));
    if (field.hidden) clearErrors(field);
  }
  for (const fold of $$("details[data-fold]", form)) {
    fold.hidden = $$("[data-field]", fold).every((field) => field.hidden);
  }
  updateEmailOffers();
}

// E-mail suggestions

const emailInputs = (scope) => $$("[autocomplete=email], [data-mine]", scope);

function updateEmailOffers() {
  const inputs = emailInputs(form);
  const known = inputs.find(({ value }) => value.includes("@"))?.value.trim();
  for (const input of inputs) {
    const button = input.nextElementSibling;
    button.hidden = !known || input.value !== "";
    button.textContent = interpolate(texts.use, { correo: known });
  }
}

function addEmailOffer(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.addEventListener("click", () => {
    input.value = emailInputs(form).find(({ value }) => value.includes("@")).value.trim();
    markDirty();
    applyConditions();
    input.focus();
  });
  input.after(button);
}

// Set-up of the form, and of each added row

function enhance(scope) {
  // The sentence states the condition for visitors without JavaScript.
  for (const sentence of $$(".when[id]", scope)) {
    for (const control of $$(`[aria-describedby~="${sentence.id}"]`, scope)) {
      const others = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== sentence.id);
      control.setAttribute("aria-describedby", others.join(" "));
    }
    sentence.remove();
  }
  for (const area of $$("textarea[maxlength]", scope)) if (area.maxLength >= 1000) addCounter(area);
  emailInputs(scope).forEach(addEmailOffer);
}

function addCounter(area) {
  const note = document.createElement("p");
  note.className = "hint";
  area.after(note);
  let timer;
  const update = () => {
    const left = area.maxLength - area.value.length;
    note.textContent = area.value && interpolate(texts.left, { n: formatNumber(left) });
    clearTimeout(timer);
    // Announced only near the limit, after a pause in typing.
    if (left < area.maxLength / 5) timer = setTimeout(() => announce(note.textContent), 1000);
  };
  area.addEventListener("input", update);
  area.addEventListener("filled", update);
}

// Errors, in the slots that the API fills

const title = slot("title");
const heading = $("h2", slot("summary"));
const plainHeading = heading.textContent;
const plainTitle = title.textContent.replace(title.dataset.error, "");

function reset() {
  clearErrors(form);
  showReview(false);
  slot("summary").hidden = true;
  slot("summary-list").replaceChildren();
  title.textContent = plainTitle;
}

function make(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function setItems(list, texts) {
  list.replaceChildren(...texts.map((text) => make("li", text)));
}

function errorItem(error) {
  const id = error.name.replaceAll(".", "-");
  if (!$(`#${CSS.escape(id)}`, form)) return make("li", summaryText(error));
  const link = make("a", summaryText(error));
  link.href = `#${id}`;
  const li = make("li");
  li.append(link);
  return li;
}

// Several rows can have the same error.
function summaryText({ name, detail }) {
  const row = $(`[data-row="${CSS.escape(name.split(".").slice(0, 2).join("."))}"]`, form);
  return row && rowsOf(row.parentElement).length > 1 ? `${rowLabel(row)}: ${detail}` : detail;
}

function markErrors(errors) {
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

function showErrors(errors, notice) {
  reset();
  markErrors(errors);
  const items = errors.map(errorItem);
  slot("summary-list").replaceChildren(...(notice ? [make("li", notice), ...items] : items));
  heading.textContent = notice ? heading.dataset.notice : plainHeading;
  title.textContent = title.dataset.error + plainTitle;
  slot("summary").hidden = false;
  moveTo(slot("summary"));
}

// Values, as [name, value] pairs

const excluded = new Set($$("[type=hidden], [aria-hidden] input", form).map((control) => control.name));
const isSaved = (name) => !excluded.has(name) && name !== "confirmacion" && !name.startsWith("pegado.");
const formValues = () => [...new FormData(form)].filter(([name]) => isSaved(name));
const rowOf = (name) => name.match(/^(.+)\.(\d+)\./) ?? [];

function setRowCount(list, all) {
  const numbers = all.map(([name]) => rowOf(name)).filter(([, id]) => id === list.dataset.rows);
  const wanted = Math.min(Math.max(1, ...numbers.map(([, , number]) => +number)), list.dataset.max);
  while (rowsOf(list).length < wanted) addRow(list);
  while (rowsOf(list).length > wanted) removeRow(rowsOf(list).at(-1));
}

function fillForm(all) {
  for (const list of $$("[data-rows]", form)) setRowCount(list, all);
  const valuesByName = new Map();
  for (const [name, value] of all) valuesByName.set(name, [...(valuesByName.get(name) ?? []), value]);
  for (const control of form.elements) {
    const own = valuesByName.get(control.name);
    if (!own || control.localName === "button") continue;
    if (isChoice(control)) control.checked = own.includes(control.value);
    else control.value = own[0];
    control.dispatchEvent(new Event("filled"));
  }
  applyConditions();
  for (const fold of $$("details[data-fold]", form)) {
    if (fold.dataset.fold.split(" ").some((name) => controlsNamed(name).some(isChanged))) fold.open = true;
  }
}

// Draft

const STORAGE_KEY = `folio ${action}`;
const openedAt = String(Date.now());
const makeKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
let key = makeKey();
let isDirty = false;
let isSent = false;
let saveTimer;

// Storage can be disabled; then there is no draft.
function withStorage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

const saveDraft = () => isDirty && !isSent && withStorage((storage) => storage.setItem(STORAGE_KEY, JSON.stringify({ key, all: formValues() })));

function markDirty() {
  // Editing after submission starts a new request.
  if (isSent) key = makeKey();
  isDirty = true;
  isSent = false;
  clearTimeout(saveTimer);
  saveTimer = setTimeout(saveDraft, 300);
}

function offerDraft() {
  const draft = withStorage((storage) => JSON.parse(storage.getItem(STORAGE_KEY)));
  if (!draft) return;
  // A reload does not start a new request.
  const adoptKey = () => (key = draft.key);
  if (JSON.stringify(draft.all) === JSON.stringify(formValues())) return adoptKey();
  const offer = slot("draft");
  offer.hidden = false;
  offer.addEventListener("click", ({ target }) => {
    if (target.localName !== "button") return;
    offer.hidden = true;
    if (target.value === "continuar") {
      adoptKey();
      fillForm(draft.all);
      markDirty();
    } else withStorage((storage) => storage.removeItem(STORAGE_KEY));
    firstControl(form)?.focus();
  });
}

// Submission

const RETRY_DELAYS = [1, 3, 9];
const MAX_RETRY_DELAY = 60;
const TIMEOUT = 30_000;
let isBusy = false;

const retryAfter = (response) => Number(response?.headers.get("retry-after")) || 0;
const isUnavailable = (response) => !response || [502, 503, 504].includes(response.status);

function setBusy(now) {
  isBusy = now;
  for (const button of $$("[type=submit]", form)) {
    if (now) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function post(body) {
  const headers = { accept: "application/json", "idempotency-key": `"${key}"` };
  const signal = AbortSignal.timeout(TIMEOUT);
  return fetch(action, { method: "POST", body: new URLSearchParams(body), headers, signal }).catch(() => null);
}

async function postWithRetries(body) {
  for (const least of RETRY_DELAYS) {
    const response = await post(body);
    const pause = Math.max(least, retryAfter(response));
    if (!isUnavailable(response) || pause > MAX_RETRY_DELAY) return response;
    showStatus(interpolate(texts.retrying, { tiempo: formatNumber(pause, "second") }));
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    showStatus(texts.sending);
  }
  return post(body);
}

function openConfirmation(response) {
  isSent = true;
  isDirty = false;
  withStorage((storage) => storage.removeItem(STORAGE_KEY));
  location.assign(response.headers.get("location"));
}

function showProblem(response, problem) {
  if (problem.type?.endsWith("#clave-repetida")) key = makeKey();
  if (problem.type?.endsWith("#por-confirmar")) return askConfirmation(problem);
  const minutes = response?.status === 429 && Math.ceil(retryAfter(response) / 60);
  const later = minutes ? interpolate(texts.later, { tiempo: formatNumber(minutes, "minute") }) : "";
  const notice = problem.errors ? "" : `${problem.detail ?? texts.failed} ${later}`.trim();
  showErrors(problem.errors ?? [], notice);
}

async function send(extra) {
  const body = new FormData(form);
  body.set("pagina_vista_en", openedAt);
  for (const [name, value] of extra) body.set(name, value);
  isDirty = true;
  saveDraft();
  // Reading a pasted table submits nothing.
  if (extra[0]?.[0] !== "accion") showStatus(texts.sending);
  const response = await postWithRetries(body);
  showStatus("");
  const data = (await response?.json().catch(() => null)) ?? {};
  if (response?.status === 201) openConfirmation(response);
  else if (response?.ok) showPaste(data, extra[0][1].split(".")[1]);
  else showProblem(response, data);
}

form.addEventListener("submit", async (event) => {
  const { name, value } = event.submitter ?? {};
  const [verb, id, number] = name === "accion" ? value.split(".") : [];
  if (isBusy) return event.preventDefault();
  if (verb && !texts[verb] && verb !== "pegar") return;
  event.preventDefault();
  if (texts[verb]) return rowAction(verb, id, number);
  setBusy(true);
  await send(name ? [[name, value]] : []).finally(() => !isSent && setBusy(false));
});

// Pasted table

function showPaste({ avisos = [], errores = [], resto = "", ...lists }, id) {
  const own = formValues().filter(([name]) => rowOf(name)[1] !== id);
  const each = ([name, value], i) => [value].flat().map((one) => [`${id}.${i + 1}.${name}`, String(one)]);
  const read = (lists[id] ?? []).flatMap((row, i) => Object.entries(row).flatMap((pair) => each(pair, i)));
  fillForm([...own, ...read]);
  controlsNamed(`pegado.${id}`)[0].value = resto;
  markDirty();
  const notice = $(`[data-paste-of="${id}"]`, form);
  const ul = make("ul");
  setItems(ul, avisos);
  notice.replaceChildren(ul);
  notice.hidden = !avisos.length;
  if (errores.length) return showErrors(errores);
  reset();
  moveTo(notice);
}

// Confirmation of a deletion

function askConfirmation({ consecuencias, avisos = [], partes = [], confirmacion }) {
  reset();
  setItems(slot("review-list"), consecuencias);
  setItems(slot("review-warnings"), avisos);
  slot("review-warnings").hidden = !avisos.length;
  const part = ({ titulo, respuestas }) => {
    const pairs = respuestas.flatMap(({ pregunta, respuesta }) => [make("dt", pregunta), make("dd", respuesta)]);
    const dl = make("dl");
    dl.append(...pairs);
    return titulo ? [make("h3", titulo), dl] : [dl];
  };
  slot("review-answers").replaceChildren(...partes.flatMap(part));
  slot("confirm").value = confirmacion;
  showReview(true);
  moveTo(slot("review"));
}

function showReview(shown) {
  if (!slot("review")) return;
  slot("review").hidden = !shown;
  slot("send").hidden = shown;
}

// Start

enhance(form);
for (const list of $$("[data-rows]", form)) updateRowButtons(list);
applyConditions();
for (const area of $$("textarea", form)) area.dispatchEvent(new Event("filled"));
slot("kept").hidden = false;
offerDraft();
form.addEventListener("input", ({ target }) => {
  markDirty();
  // Only these can show or hide fields.
  if (isChoice(target) || target.localName === "select") applyConditions();
  else updateEmailOffers();
  showReview(false);
});
addEventListener("pagehide", saveDraft);
addEventListener("pageshow", ({ persisted }) => persisted && setBusy(false));
addEventListener("beforeunload", (event) => isDirty && !isBusy && event.preventDefault());
