// The code that the distribution runs before each page, as it stands in the template: `node --test`, with the
// transformed template in FOLIO_TEMPLATE.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const template = JSON.parse(readFileSync(process.env.FOLIO_TEMPLATE, "utf8"));
const code = template.Resources.Index.Properties.FunctionCode;

const ask = (uri) => {
  const context = vm.createContext({ event: { request: { method: "GET", uri, querystring: {}, headers: {} } } });
  return JSON.parse(JSON.stringify(vm.runInContext(`${code}\nhandler(event)`, context)));
};
const sent = (uri) => ask(uri).uri;
const told = (uri) => { const answer = ask(uri); return [answer.statusCode, answer.headers?.location?.value]; };

test("the home page", () => assert.equal(sent("/"), "/index.html"));
test("a folder is its index", () => assert.equal(sent("/gsuite/alta/"), "/gsuite/alta/index.html"));
test("a file is itself", () => assert.equal(sent("/assets/site.4f2a.css"), "/assets/site.4f2a.css"));
test("a file in a folder with a dot is itself", () => assert.equal(sent("/a.b/c.txt"), "/a.b/c.txt"));
test("a well-known file is itself", () => assert.equal(sent("/.well-known/security.txt"), "/.well-known/security.txt"));
test("a folder without its slash is sent to it", () => assert.deepEqual(told("/gsuite"), [308, "/gsuite/"]));
test("so is one below", () => assert.deepEqual(told("/gsuite/alta"), [308, "/gsuite/alta/"]));
test("so is one below a folder with a dot", () => assert.deepEqual(told("/a.b/c"), [308, "/a.b/c/"]));
for (const [what, paths] of Object.entries({
  "another host is never sent to": ["//evil.example", "//evil.example/", "/\\evil.example", "///evil.example/a"],
  "nor one behind an escape": ["/%5cevil.example", "/%5Cevil.example", "/%2Fevil.example", "/a%2f..%2fb"],
  "nor a folder above": ["/../a", "/a/../b", "/a/..", "/./a", "/a/."],
  "nor one above behind an escape": ["/%2e%2e/a", "/a/%2E%2E/b", "/.%2e/a", "/%2e./a", "/%2e/a"],
  "nor a header": ["/a\r\nset-cookie: b", "/a\u0000", "/a\tb"],
})) test(what, () => paths.forEach((path) => assert.deepEqual(told(path), [400, undefined], path)));
test("an escape in a name stays as it is", () => assert.deepEqual(told("/pol%C3%ADtica"), [308, "/pol%C3%ADtica/"]));
