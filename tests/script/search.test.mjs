// Tests the results of the search and their order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./module.mjs";

const { find, fold } = await load("search.js");

const section = (title, text, page = "Página") => ({ title, page, address: `/${title}`, text });
const sections = [
  section("Limitaciones", "No guardamos su Contraseña en ningún lado."),
  section("Contraseñas", "Se cambian cada año."),
  section("Acceso remoto", "Una VPN compatible con Windows y Mac; la contraseña va aparte."),
  section("Alcances", "La reconexión de Odoo queda fuera."),
];
const titles = (query) => find(sections, query).map(({ title }) => title);

test("search ignores accents and case", () => {
  assert.deepEqual(titles("contrasena"), titles("CONTRASEÑA"));
  assert.deepEqual(titles("odoo"), ["Alcances"]);
});

test("title matches come first and every word is required", () => {
  assert.deepEqual(titles("contraseña"), ["Contraseñas", "Limitaciones", "Acceso remoto"]);
  assert.deepEqual(titles("vpn contraseña"), ["Acceso remoto"]);
  assert.deepEqual(titles("vpn zzz"), []);
});

test("matches at the start of a word come first", () => {
  assert.equal(titles("conexion")[0], "Alcances");
  assert.deepEqual(find([section("a", "reconexión"), section("b", "conexión")], "conexion").map(({ title }) => title), ["b", "a"]);
});

test("result is empty when the query has no letters", () => {
  for (const query of ["", "  ", "…", "?"]) assert.deepEqual(titles(query), []);
});

test("excerpt contains the word that was searched", () => {
  const long = `${"uno ".repeat(60)}aquí está la contraseña ${"dos ".repeat(60)}`;
  const [{ excerpt }] = find([section("a", long)], "contrasena");
  assert.match(excerpt, /^… .*contraseña.* …$/);
  assert.ok(excerpt.length < 180, excerpt);
});

test("folding keeps the position of every letter", () => {
  for (const text of ["Contraseña", "ÁÉÍ", "niño", "…·«»"]) assert.equal(fold(text).length, text.length);
});
