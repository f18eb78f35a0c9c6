// Whether support is open at a moment, in the policy's zone, for a reader anywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./module.mjs";

const { stretch, tell } = await load("site.js");

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

const words = {
  open: "Abierto ahora · cierra a las {hora} h",
  closed: "Cerrado · abrimos {dia} a las {hora} h",
  today: "hoy",
  tomorrow: "mañana",
  day: "el {dia}",
  local: "En su hora local: de {de} a {a} h",
};

function says(at, said, { reader = "America/Mexico_City", local = "", of = weekdays } = {}) {
  const told = tell(of, Date.parse(at), reader, words, "es-MX");
  assert.deepEqual([told.said, told.local], [said, local], at);
}

test("within the hours it is open until they end", () => {
  says("2026-11-23T08:30:00-06:00", "Abierto ahora · cierra a las 17:30 h");
  says("2026-11-23T17:29:59-06:00", "Abierto ahora · cierra a las 17:30 h");
});

test("outside the hours it says when they begin again", () => {
  says("2026-11-23T08:29:59-06:00", "Cerrado · abrimos hoy a las 08:30 h");
  says("2026-11-23T17:30:00-06:00", "Cerrado · abrimos mañana a las 08:30 h");
  says("2026-11-27T18:00:00-06:00", "Cerrado · abrimos el lunes a las 08:30 h");
  says("2026-11-29T23:59:00-06:00", "Cerrado · abrimos mañana a las 08:30 h");
});

test("a day without service is no day", () => {
  const closed = { ...weekdays, holidays: [{ date: "2026-11-23", name: "x" }] };
  says("2026-11-23T12:00:00-06:00", "Cerrado · abrimos mañana a las 08:30 h", { of: closed });
  const week = ["23", "24", "25", "26", "27"].map((day) => ({ date: `2026-11-${day}` }));
  says("2026-11-22T12:00:00-06:00", "Cerrado · abrimos el lunes, 30 de noviembre a las 08:30 h", {
    of: { ...weekdays, holidays: week },
  });
});

test("a reader elsewhere is told the same hours on their own clock", () => {
  const at = "2026-11-23T10:00:00-06:00";
  const open = "Abierto ahora · cierra a las 17:30 h";
  says(at, open, { reader: "America/Tijuana", local: "En su hora local: de 06:30 a 15:30 h" });
  says(at, open, { reader: "America/Cancun", local: "En su hora local: de 09:30 a 18:30 h" });
  says(at, open, { reader: "Europe/Madrid", local: "En su hora local: de 15:30 a 00:30 h" });
  says(at, open, { reader: "America/Monterrey" });
});

test("the other side's daylight saving time counts, and Mexico has none", () => {
  says("2026-07-06T10:00:00-06:00", "Abierto ahora · cierra a las 17:30 h", {
    reader: "America/Tijuana",
    local: "En su hora local: de 07:30 a 16:30 h",
  });
});

test("what goes on after midnight is one stretch", () => {
  const night = hours([[[1320, 1440]], [[0, 120]]]);
  says("2026-11-23T23:00:00-06:00", "Abierto ahora · cierra a las 02:00 h", { of: night });
  says("2026-11-24T01:00:00-06:00", "Abierto ahora · cierra a las 02:00 h", { of: night });
});

test("a day with two stretches closes between them", () => {
  const split = hours([[[540, 840], [960, 1080]]]);
  says("2026-11-23T14:00:00-06:00", "Cerrado · abrimos hoy a las 16:00 h", { of: split });
});

test("hours that never end are open, and hours that never begin are not told", () => {
  assert.ok(stretch(always, Date.parse("2026-11-23T12:00:00Z")).from <= Date.parse("2026-11-23T12:00:00Z"));
  assert.deepEqual(tell(hours([]), Date.now(), "UTC", words, "es-MX"), {});
});

test("a clock that is put forward or back keeps its hours", () => {
  const madrid = { ...weekdays, zone: "Europe/Madrid" };
  says("2026-03-30T09:00:00+02:00", "Abierto ahora · cierra a las 17:30 h", { of: madrid, reader: "Europe/Madrid" });
  says("2026-10-23T18:00:00+02:00", "Cerrado · abrimos el lunes a las 08:30 h", { of: madrid, reader: "Europe/Madrid" });
  assert.equal(stretch(madrid, Date.parse("2026-10-24T12:00:00Z")).from, Date.parse("2026-10-26T08:30:00+01:00"));
});
