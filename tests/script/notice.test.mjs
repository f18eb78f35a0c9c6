// A notice is shown from one moment to another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./module.mjs";

const { isDue } = await load("site.js");

test("a notice is shown from its first moment until its last", () => {
  const notice = { from: "2026-12-24T17:30:00-06:00", until: "2026-12-26T08:30:00-06:00" };
  const shown = (at) => isDue(notice, Date.parse(at));
  assert.deepEqual(
    ["2026-12-24T23:29:59Z", "2026-12-24T23:30:00Z", "2026-12-26T14:29:59Z", "2026-12-26T14:30:00Z"].map(shown),
    [false, true, true, false],
  );
});
