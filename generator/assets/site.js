// Every page: opening hours, notices, copy, print, search. Pages are complete without it.

const DAY = 86_400_000;
const MINUTE = 60_000;
// Longer than any run of holidays.
const DAYS_AHEAD = 21;

const interpolate = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// The wall-clock time of `zone` at `instant`, encoded as a UTC timestamp.
function zoneTime(zone, instant) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(instant);
  const part = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

// The instant when `zone` shows `time`; in a DST gap, the instant just after it.
function instant(zone, time) {
  const guess = time - (zoneTime(zone, time) - time);
  return guess - (zoneTime(zone, guess) - time);
}

// The current or next interval of open hours, in milliseconds since 1970.
export function findOpenInterval(hours, now) {
  const holidays = new Set(hours.holidays.map(({ date }) => date));
  const today = Math.floor(zoneTime(hours.zone, now) / DAY) * DAY;
  let interval;
  for (let day = today; day < today + DAYS_AHEAD * DAY; day += DAY) {
    const date = new Date(day);
    const open = holidays.has(date.toISOString().slice(0, 10)) ? [] : hours.week[(date.getUTCDay() + 6) % 7].open;
    for (const { from_minute, to_minute } of open) {
      const [from, to] = [from_minute, to_minute].map((minute) => instant(hours.zone, day + minute * MINUTE));
      // Hours past midnight belong to the same interval.
      if (interval && from > interval.to) return interval;
      if (to > now) interval = { from: interval?.from ?? from, to };
    }
  }
  return interval;
}

// Texts for the interval, also in the visitor's time zone if it differs.
export function describeHours(hours, now, visitorZone, texts, language) {
  const interval = findOpenInterval(hours, now);
  if (!interval) return {};
  const hour = (at, zone) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" }).format(at);
  const open = interval.from <= now;
  const day = Math.floor(zoneTime(hours.zone, interval.from) / DAY) - Math.floor(zoneTime(hours.zone, now) / DAY);
  const far = day < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  const name = new Intl.DateTimeFormat(language, { timeZone: hours.zone, ...far }).format(interval.from);
  const dia = [texts.today, texts.tomorrow][day] ?? interpolate(texts.day, { dia: name });
  const text = open
    ? interpolate(texts.open, { hora: hour(interval.to, hours.zone) })
    : interpolate(texts.closed, { dia, hora: hour(interval.from, hours.zone) });
  const [de, a] = [hour(interval.from, visitorZone), hour(interval.to, visitorZone)];
  const isSame = de === hour(interval.from, hours.zone);
  return { open, text, local: isSame ? "" : interpolate(texts.local, { de, a }) };
}

async function showHours(element) {
  const hours = await (await fetch(element.dataset.now)).json();
  const visitorZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [state, local] = ["b", "small"].map((name) => document.createElement(name));
  element.prepend(state, " ");
  element.append(" ", local);
  const show = () => {
    const { open, text, local: own } = describeHours(hours, Date.now(), visitorZone, element.dataset, document.documentElement.lang);
    element.classList.toggle("is-open", Boolean(open));
    state.textContent = text ?? "";
    local.textContent = own ?? "";
  };
  show();
  setInterval(show, MINUTE / 2);
}

// Independent of the time at which the page was built.
export const isDue = ({ from, until }, now) => Date.parse(from) <= now && now < Date.parse(until);

function showNotice(notice) {
  const show = () => {
    notice.hidden = !isDue(notice.dataset, Date.now());
    delete notice.dataset.waiting;
  };
  show();
  setInterval(show, MINUTE / 2);
}

function enableCopy(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

function enablePrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The search script loads on the first click, and opens its dialog.
function enableSearch(button) {
  button.hidden = false;
  button.addEventListener("click", function load() {
    button.removeEventListener("click", load);
    const { src, integrity } = button.dataset;
    const script = Object.assign(document.createElement("script"), { type: "module", src, integrity });
    script.addEventListener("error", () => button.addEventListener("click", load));
    document.head.append(script);
  });
}

if (globalThis.document) {
  for (const element of document.querySelectorAll("[data-now]")) showHours(element).catch(() => {});
  for (const notice of document.querySelectorAll("[data-until]")) showNotice(notice);
  for (const button of document.querySelectorAll("[data-copy]")) enableCopy(button);
  for (const button of document.querySelectorAll("[data-print]")) enablePrint(button);
  for (const button of document.querySelectorAll("[data-search]")) enableSearch(button);
}
