// Live reload: patches the changed parts of the page, so that input, open sections and scroll position stay.
let version = Number(document.querySelector("script[data-version]").dataset.version);
// The page as it was served, before other scripts and the visitor change it.
let served = document.cloneNode(true);
let queue = Promise.resolve();

// Close the stream when the page is hidden: the back/forward cache keeps the page, and a browser allows six connections to a site.
let events;
addEventListener("pageshow", () => {
  events = new EventSource("/_preview/events");
  events.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    showError(event.fault);
    // One after another: each version is compared with the one before.
    if (event.version !== version) queue = queue.then(() => update(event.version)).catch(() => location.reload());
  };
});
addEventListener("pagehide", () => events.close());

async function update(latest) {
  if (latest === version) return;
  const response = await fetch(location.href, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A script that has run cannot be undone.
  if (scripts(page) !== scripts(served)) return location.reload();
  const values = readControls();
  const focused = document.activeElement?.id;
  patch(document.head, served.head, page.head);
  patch(document.body, served.body, page.body);
  restoreControls(values);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  served = page;
  version = latest;
}

const scripts = (page) => Array.from(page.querySelectorAll("script"), (script) => script.getAttribute("src") + script.text).join();

// Changes `live`, which was served as `old`, into `page`. Parts that are equal in `old` and `page` stay as they are.
function patch(live, old, page) {
  if (same(old, page)) return;
  // A value that was typed must not move to a control with another name.
  const isSame = live.nodeType === Node.ELEMENT_NODE && live.nodeName === page.nodeName && live.getAttribute("name") === page.getAttribute("name");
  if (!isSame) return live.replaceWith(document.importNode(page, true));
  if (live.rel === "stylesheet") return swapStylesheet(live, document.importNode(page));
  for (const { name } of [...old.attributes, ...page.attributes]) {
    if (old.getAttribute(name) === page.getAttribute(name)) continue;
    if (page.hasAttribute(name)) live.setAttribute(name, page.getAttribute(name));
    else live.removeAttribute(name);
  }
  const [now, before, after] = [live, old, page].map((element) => [...content(element).childNodes]);
  const imported = (nodes) => nodes.map((node) => document.importNode(node, true));
  // Another script has changed this element.
  if (now.length !== before.length) return content(live).replaceChildren(...imported(after));
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start++;
  let end = 0;
  const limit = Math.min(before.length, after.length) - start;
  while (end < limit && same(before.at(-1 - end), after.at(-1 - end))) end++;
  const shared = limit - end;
  for (let i = start; i < start + shared; i++) patch(now[i], before[i], after[i]);
  for (const node of now.slice(start + shared, now.length - end)) node.remove();
  const added = imported(after.slice(start + shared, after.length - end));
  if (end > 0) now.at(-end).before(...added);
  else content(live).append(...added);
}

// Removes the old stylesheet after the new one has loaded, so that the page is never without style.
function swapStylesheet(before, style) {
  style.onload = style.onerror = () => before.remove();
  before.after(style);
}

// The content of a `<template>` is not a child of it, and `isEqualNode` ignores it.
const same = (one, other) => one.isEqualNode(other) && one.outerHTML === other.outerHTML;
const content = (element) => (element instanceof HTMLTemplateElement ? element.content : element);

const controls = () => [...document.querySelectorAll("input[name], select[name], textarea[name]")];
// The value identifies a checkbox or radio button among those of the same name.
const key = (control) => control.name + (["checkbox", "radio"].includes(control.type) ? `=${control.value}` : "");

function readControls() {
  return new Map(controls().map((control) => [key(control), { value: control.value, checked: control.checked, control }]));
}

// Copies values into the controls that were replaced.
function restoreControls(values) {
  for (const control of controls()) {
    const before = values.get(key(control));
    if (!before || before.control === control || control.type === "hidden") continue;
    if (["checkbox", "radio"].includes(control.type)) control.checked = before.checked;
    else control.value = before.value;
  }
}

let errorBox;

// Shows the error that prevents the new page, or hides the box without one.
function showError(error) {
  if (!errorBox) {
    const host = document.createElement("folio-preview");
    // A shadow root keeps the page's style out; outside `body`, because the children of `body` are compared.
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = '<link rel="stylesheet" href="/_preview/preview.css"><section role="alert" lang="es"></section>';
    errorBox = root.querySelector("section");
    document.documentElement.append(host);
  }
  errorBox.replaceChildren();
  if (!error) return;
  const heading = document.createElement("h2");
  heading.textContent = "El contenido tiene errores";
  const note = document.createElement("p");
  note.textContent = "Se muestra la última versión correcta. Este aviso se quita al corregirlos.";
  const report = document.createElement("pre");
  report.textContent = error;
  report.tabIndex = 0;
  errorBox.append(heading, note, report);
}
