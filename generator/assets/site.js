// What every page may have: notices for a time, whether support is open now, buttons that copy and print, and the door
// to the search.
//
// All of it stands on the page without script too: the hours in words, the folio as text, the policy's contents.

const DAY = 86_400_000;
const MINUTE = 60_000;
// Farther ahead than any row of holidays.
const DAYS_AHEAD = 21;

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// The clock of `zone` at `instant`, told as if it were the one of UTC.
function clock(zone, instant) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(instant);
  const part = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

// The instant at which the clock of `zone` shows `shown`; where it is put forward, the one just after.
function instant(zone, shown) {
  const guess = shown - (clock(zone, shown) - shown);
  return guess - (clock(zone, guess) - shown);
}

// The stretch of open hours in which `now` falls, or the next one, in milliseconds since 1970.
export function stretch(hours, now) {
  const holidays = new Set(hours.holidays.map(({ date }) => date));
  const today = Math.floor(clock(hours.zone, now) / DAY) * DAY;
  let found;
  for (let day = today; day < today + DAYS_AHEAD * DAY; day += DAY) {
    const date = new Date(day);
    const open = holidays.has(date.toISOString().slice(0, 10)) ? [] : hours.week[(date.getUTCDay() + 6) % 7].open;
    for (const { from_minute, to_minute } of open) {
      const [from, to] = [from_minute, to_minute].map((minute) => instant(hours.zone, day + minute * MINUTE));
      // What goes on after midnight is one stretch.
      if (found && from > found.to) return found;
      if (to > now) found = { from: found?.from ?? from, to };
    }
  }
  return found;
}

// What is said of it, and the reader's own hours when their clock shows others.
export function tell(hours, now, reader, words, language) {
  const found = stretch(hours, now);
  if (!found) return {};
  const hour = (at, zone) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" }).format(at);
  const open = found.from <= now;
  const day = Math.floor(clock(hours.zone, found.from) / DAY) - Math.floor(clock(hours.zone, now) / DAY);
  const far = day < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  const name = new Intl.DateTimeFormat(language, { timeZone: hours.zone, ...far }).format(found.from);
  const dia = [words.today, words.tomorrow][day] ?? fill(words.day, { dia: name });
  const said = open
    ? fill(words.open, { hora: hour(found.to, hours.zone) })
    : fill(words.closed, { dia, hora: hour(found.from, hours.zone) });
  const [de, a] = [hour(found.from, reader), hour(found.to, reader)];
  const isSame = de === hour(found.from, hours.zone);
  return { open, said, local: isSame ? "" : fill(words.local, { de, a }) };
}

async function showHours(place) {
  const hours = await (await fetch(place.dataset.now)).json();
  const reader = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [state, local] = ["b", "small"].map((name) => document.createElement(name));
  place.prepend(state, " ");
  place.append(" ", local);
  const show = () => {
    const { open, said, local: own } = tell(hours, Date.now(), reader, place.dataset, document.documentElement.lang);
    place.classList.toggle("is-open", Boolean(open));
    state.textContent = said ?? "";
    local.textContent = own ?? "";
  };
  show();
  setInterval(show, MINUTE / 2);
}

// Whether a notice is to be shown, whatever was true when the page was built.
export const isDue = ({ from, until }, now) => Date.parse(from) <= now && now < Date.parse(until);

function showNotice(notice) {
  const show = () => {
    notice.hidden = !isDue(notice.dataset, Date.now());
    delete notice.dataset.waiting;
  };
  show();
  setInterval(show, MINUTE / 2);
}

function letCopy(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

function letPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The search itself is fetched when it is first asked for; it then opens by itself.
function letSearch(button) {
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
  for (const place of document.querySelectorAll("[data-now]")) showHours(place).catch(() => {});
  for (const notice of document.querySelectorAll("[data-until]")) showNotice(notice);
  for (const button of document.querySelectorAll("[data-copy]")) letCopy(button);
  for (const button of document.querySelectorAll("[data-print]")) letPrint(button);
  for (const button of document.querySelectorAll("[data-search]")) letSearch(button);
}
