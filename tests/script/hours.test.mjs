// Tests whether support is open at an instant, in the policy's time zone, for readers in any time zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./module.mjs";

const { findOpenInterval, describeHours } = await load("site.js");

const hours = (open, more = {}) => ({
  zone: "America/Mexico_City",
  holidays: [],
  week: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day, i) => ({
    day,
    open: (open[i] ?? []).map(([from_minute, to_minute]) => ({ from_minute, to_minute })),
  })),
  ...more,
});
const office = [510, 1050];
const weekdays = hours([[office], [office], [office], [office], [office]]);
const always = hours(Array.from({ length: 7 }, () => [[0, 1440]]));

const messages = {
  open: "Abierto ahora · cierra a las {hora} h",
  closed: "Cerrado · abrimos {dia} a las {hora} h",
  today: "hoy",
  tomorrow: "mañana",
  day: "el {dia}",
  local: "En su hora local: de {de} a {a} h",
};

function assertText(at, text, { reader = "America/Mexico_City", local = "", schedule = weekdays } = {}) {
  const described = describeHours(schedule, Date.parse(at), reader, messages, "es-MX");
  assert.deepEqual([described.text, described.local], [text, local], at);
}

test("text says when support closes during opening hours", () => {
  assertText("2026-11-23T08:30:00-06:00", "Abierto ahora · cierra a las 17:30 h");
  assertText("2026-11-23T17:29:59-06:00", "Abierto ahora · cierra a las 17:30 h");
});

test("text says when support opens outside opening hours", () => {
  assertText("2026-11-23T08:29:59-06:00", "Cerrado · abrimos hoy a las 08:30 h");
  assertText("2026-11-23T17:30:00-06:00", "Cerrado · abrimos mañana a las 08:30 h");
  assertText("2026-11-27T18:00:00-06:00", "Cerrado · abrimos el lunes a las 08:30 h");
  assertText("2026-11-29T23:59:00-06:00", "Cerrado · abrimos mañana a las 08:30 h");
});

test("holidays are skipped", () => {
  const closed = { ...weekdays, holidays: [{ date: "2026-11-23", name: "x" }] };
  assertText("2026-11-23T12:00:00-06:00", "Cerrado · abrimos mañana a las 08:30 h", { schedule: closed });
  const week = ["23", "24", "25", "26", "27"].map((day) => ({ date: `2026-11-${day}` }));
  assertText("2026-11-22T12:00:00-06:00", "Cerrado · abrimos el lunes, 30 de noviembre a las 08:30 h", {
    schedule: { ...weekdays, holidays: week },
  });
});

test("local hours are added when the reader's clock differs", () => {
  const at = "2026-11-23T10:00:00-06:00";
  const open = "Abierto ahora · cierra a las 17:30 h";
  assertText(at, open, { reader: "America/Tijuana", local: "En su hora local: de 06:30 a 15:30 h" });
  assertText(at, open, { reader: "America/Cancun", local: "En su hora local: de 09:30 a 18:30 h" });
  assertText(at, open, { reader: "Europe/Madrid", local: "En su hora local: de 15:30 a 00:30 h" });
  assertText(at, open, { reader: "America/Monterrey" });
});

test("daylight saving time of the reader's zone is applied", () => {
  assertText("2026-07-06T10:00:00-06:00", "Abierto ahora · cierra a las 17:30 h", {
    reader: "America/Tijuana",
    local: "En su hora local: de 07:30 a 16:30 h",
  });
});

test("hours across midnight are one interval", () => {
  const night = hours([[[1320, 1440]], [[0, 120]]]);
  assertText("2026-11-23T23:00:00-06:00", "Abierto ahora · cierra a las 02:00 h", { schedule: night });
  assertText("2026-11-24T01:00:00-06:00", "Abierto ahora · cierra a las 02:00 h", { schedule: night });
});

test("support is closed between two intervals of a day", () => {
  const split = hours([[[540, 840], [960, 1080]]]);
  assertText("2026-11-23T14:00:00-06:00", "Cerrado · abrimos hoy a las 16:00 h", { schedule: split });
});

test("interval is open-ended around the clock and text is missing without hours", () => {
  assert.ok(findOpenInterval(always, Date.parse("2026-11-23T12:00:00Z")).from <= Date.parse("2026-11-23T12:00:00Z"));
  assert.deepEqual(describeHours(hours([]), Date.now(), "UTC", messages, "es-MX"), {});
});

test("opening hours keep local time when the policy's zone changes its offset", () => {
  const madrid = { ...weekdays, zone: "Europe/Madrid" };
  assertText("2026-03-30T09:00:00+02:00", "Abierto ahora · cierra a las 17:30 h", { schedule: madrid, reader: "Europe/Madrid" });
  assertText("2026-10-23T18:00:00+02:00", "Cerrado · abrimos el lunes a las 08:30 h", { schedule: madrid, reader: "Europe/Madrid" });
  assert.equal(findOpenInterval(madrid, Date.parse("2026-10-24T12:00:00Z")).from, Date.parse("2026-10-26T08:30:00+01:00"));
});
