// The page follows the content: what changed is put in its place, and what was typed, opened or scrolled stays.
let version = Number(document.querySelector("script[data-version]").dataset.version);
// The page as it was served, before other scripts and the visitor change it.
let served = document.cloneNode(true);
let turn = Promise.resolve();

// A page that was left stops listening: browsers keep it for the way back, and have six connections for one site.
let events;
addEventListener("pageshow", () => {
  events = new EventSource("/_preview/events");
  events.onmessage = ({ data }) => {
    const news = JSON.parse(data);
    tell(news.fault);
    // One after another: each is compared with the one before.
    if (news.version !== version) turn = turn.then(() => follow(news.version)).catch(() => location.reload());
  };
});
addEventListener("pagehide", () => events.close());

async function follow(latest) {
  if (latest === version) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A script that is there already cannot be taken back.
  if (scripts(page) !== scripts(served)) return location.reload();
  const typed = answers();
  const focused = document.activeElement?.id;
  patch(document.head, served.head, page.head);
  patch(document.body, served.body, page.body);
  answerAgain(typed);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  served = page;
  version = latest;
}

const scripts = (page) => Array.from(page.querySelectorAll("script"), (script) => script.getAttribute("src") + script.text).join();

// Makes `live`, which began as `old`, what `page` is; whatever is the same in both is left as the visitor has it.
function patch(live, old, page) {
  if (same(old, page)) return;
  // What was typed belongs to a name, and must not be left under another.
  const kin = live.nodeType === Node.ELEMENT_NODE && live.nodeName === page.nodeName && live.getAttribute("name") === page.getAttribute("name");
  if (!kin) return live.replaceWith(document.importNode(page, true));
  if (live.rel === "stylesheet") return dress(live, document.importNode(page));
  for (const { name } of [...old.attributes, ...page.attributes]) {
    if (old.getAttribute(name) === page.getAttribute(name)) continue;
    if (page.hasAttribute(name)) live.setAttribute(name, page.getAttribute(name));
    else live.removeAttribute(name);
  }
  const [now, before, after] = [live, old, page].map((element) => [...inside(element).childNodes]);
  const fresh = (nodes) => nodes.map((node) => document.importNode(node, true));
  // Another script has been at work here.
  if (now.length !== before.length) return inside(live).replaceChildren(...fresh(after));
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && same(before.at(-1 - end), after.at(-1 - end))) end++;
  const shared = most - end;
  for (let i = start; i < start + shared; i++) patch(now[i], before[i], after[i]);
  for (const node of now.slice(start + shared, now.length - end)) node.remove();
  const added = fresh(after.slice(start + shared, after.length - end));
  if (end > 0) now.at(-end).before(...added);
  else inside(live).append(...added);
}

// The old style goes when the new one is there, so that the page never stands without any.
function dress(before, style) {
  style.onload = style.onerror = () => before.remove();
  before.after(style);
}

// What stands in a `<template>` is no child of it, and `isEqualNode` does not look at it.
const same = (one, other) => one.isEqualNode(other) && one.outerHTML === other.outerHTML;
const inside = (element) => (element instanceof HTMLTemplateElement ? element.content : element);

const controls = () => [...document.querySelectorAll("input[name], select[name], textarea[name]")];
// A box or a button of several is known by its value too.
const key = (control) => control.name + (["checkbox", "radio"].includes(control.type) ? `=${control.value}` : "");

function answers() {
  return new Map(controls().map((control) => [key(control), { value: control.value, checked: control.checked, control }]));
}

// A control that was made anew takes over what was typed in the one before it.
function answerAgain(typed) {
  for (const control of controls()) {
    const before = typed.get(key(control));
    if (!before || before.control === control || control.type === "hidden") continue;
    if (["checkbox", "radio"].includes(control.type)) control.checked = before.checked;
    else control.value = before.value;
  }
}

let told;

// Shows what keeps the new page from being made; nothing when nothing does.
function tell(fault) {
  if (!told) {
    const host = document.createElement("folio-preview");
    // Away from the page's own style, and out of `body`, whose children are compared.
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = '<link rel="stylesheet" href="/_preview/preview.css"><section role="alert" lang="es"></section>';
    told = root.querySelector("section");
    document.documentElement.append(host);
  }
  told.replaceChildren();
  if (!fault) return;
  const heading = document.createElement("h2");
  heading.textContent = "El contenido tiene errores";
  const note = document.createElement("p");
  note.textContent = "Se muestra la última versión correcta. Este aviso se quita al corregirlos.";
  const picture = document.createElement("pre");
  picture.textContent = fault;
  picture.tabIndex = 0;
  told.append(heading, note, picture);
}
