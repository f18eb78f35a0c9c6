// Tests when a notice is shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./module.mjs";

const { isDue } = await load("site.js");

test("notice is due from its start until before its end", () => {
  const notice = { from: "2026-12-24T17:30:00-06:00", until: "2026-12-26T08:30:00-06:00" };
  const isShown = (at) => isDue(notice, Date.parse(at));
  assert.deepEqual(
    ["2026-12-24T23:29:59Z", "2026-12-24T23:30:00Z", "2026-12-26T14:29:59Z", "2026-12-26T14:30:00Z"].map(isShown),
    [false, true, true, false],
  );
});
