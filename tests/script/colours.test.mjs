// The colours of the style sheet can be told apart, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const css = await readFile(new URL("../../generator/assets/site.css", import.meta.url), "utf8");
const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);
const tokens = (block) => Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6})\b/g)].map(([, name, colour]) => [name, colour]));
const light = tokens(blocks[0]);
const dark = { ...light, ...tokens(blocks[1]) };

function luminance(colour) {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g);
  const [red, green, blue] = digits.map((pair) => parseInt(pair, 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

// What is written, and on what.
const TEXTS = [
  ...["paper", "card", "tint"].flatMap((on) => ["ink", "soft", "accent", "alert"].map((text) => [text, on])),
  ["ink", "alert-tint"], ["on-accent", "accent"], ["on-alert", "alert"], ["on-deep", "deep"], ["on-deep-soft", "deep"],
];
// What shows where something is: borders of controls, the focus, the mark of a refused answer.
const EDGES = [
  ...["paper", "card"].flatMap((on) => ["edge", "accent", "alert"].map((edge) => [edge, on])),
  ["spark", "deep"],
];

test("white on black is the greatest contrast", () => {
  assert.equal(contrast("#000", "#ffffff").toFixed(2), "21.00");
  assert.equal(contrast("#777", "#fff").toFixed(2), "4.48");
});

for (const [scheme, colours] of Object.entries({ light, dark })) {
  const least = (pairs, ratio) => {
    for (const [one, other] of pairs) {
      const found = contrast(colours[one], colours[other]);
      assert.ok(found >= ratio, `${one} on ${other} has ${found.toFixed(2)}, and needs ${ratio}`);
    }
  };
  test(`texts can be read: ${scheme}`, () => least(TEXTS, 4.5));
  test(`edges can be seen: ${scheme}`, () => least(EDGES, 3));
}
