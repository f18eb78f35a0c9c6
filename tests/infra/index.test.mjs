// Tests the CloudFront function `Index`, whose code is in the template: `node --test`, with the path of the transformed
// template in FOLIO_TEMPLATE.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const template = JSON.parse(readFileSync(process.env.FOLIO_TEMPLATE, "utf8"));
const code = template.Resources.Index.Properties.FunctionCode;

// The JSON round trip removes the prototypes of the other context, which a strict comparison would reject.
const run = (uri) => {
  const context = vm.createContext({ event: { request: { method: "GET", uri, querystring: {}, headers: {} } } });
  return JSON.parse(JSON.stringify(vm.runInContext(`${code}\nhandler(event)`, context)));
};
const rewrite = (uri) => run(uri).uri;
const respond = (uri) => {
  const { statusCode, headers } = run(uri);
  return [statusCode, headers?.location?.value];
};

for (const [name, uri, rewritten] of [
  ["home page is its index", "/", "/index.html"],
  ["folder is its index", "/gsuite/alta/", "/gsuite/alta/index.html"],
  ["file is unchanged", "/assets/site.4f2a.css", "/assets/site.4f2a.css"],
  ["file in a folder with a dot is unchanged", "/a.b/c.txt", "/a.b/c.txt"],
  ["well-known file is unchanged", "/.well-known/security.txt", "/.well-known/security.txt"],
]) test(name, () => assert.equal(rewrite(uri), rewritten));

for (const [name, uri, location] of [
  ["folder is redirected when its slash is missing", "/gsuite", "/gsuite/"],
  ["nested folder is redirected when its slash is missing", "/gsuite/alta", "/gsuite/alta/"],
  ["folder below a folder with a dot is redirected", "/a.b/c", "/a.b/c/"],
  ["redirect keeps an escaped letter", "/pol%C3%ADtica", "/pol%C3%ADtica/"],
]) test(name, () => assert.deepEqual(respond(uri), [308, location]));

for (const [name, uris] of Object.entries({
  "path to another host is rejected": ["//evil.example", "//evil.example/", "/\\evil.example", "///evil.example/a"],
  "escaped path to another host is rejected": ["/%5cevil.example", "/%5Cevil.example", "/%2Fevil.example", "/a%2f..%2fb"],
  "path to a parent folder is rejected": ["/../a", "/a/../b", "/a/..", "/./a", "/a/."],
  "escaped path to a parent folder is rejected": ["/%2e%2e/a", "/a/%2E%2E/b", "/.%2e/a", "/%2e./a", "/%2e/a"],
  "control character in a path is rejected": ["/a\r\nset-cookie: b", "/a\u0000", "/a\tb"],
})) test(name, () => uris.forEach((uri) => assert.deepEqual(respond(uri), [400, undefined], uri)));
