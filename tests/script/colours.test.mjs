// Tests the contrast of the style sheet's colours, light and dark (WCAG 2.2, 1.4.3 and 1.4.11).
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

// Text colours and their backgrounds.
const TEXTS = [
  ...["paper", "card", "tint"].flatMap((background) => ["ink", "soft", "accent", "alert"].map((text) => [text, background])),
  ["ink", "alert-tint"], ["on-accent", "accent"], ["on-alert", "alert"], ["on-deep", "deep"], ["on-deep-soft", "deep"],
];
// Colours of borders, focus and field errors, and their backgrounds.
const EDGES = [
  ...["paper", "card"].flatMap((background) => ["edge", "accent", "alert"].map((edge) => [edge, background])),
  ["spark", "deep"],
];

test("contrast matches the reference values of WCAG", () => {
  assert.equal(contrast("#000", "#ffffff").toFixed(2), "21.00");
  assert.equal(contrast("#777", "#fff").toFixed(2), "4.48");
});

for (const [scheme, colours] of Object.entries({ light, dark })) {
  const assertContrast = (pairs, minimum) => {
    for (const [foreground, background] of pairs) {
      const ratio = contrast(colours[foreground], colours[background]);
      assert.ok(ratio >= minimum, `${foreground} on ${background} has ${ratio.toFixed(2)}, and needs ${minimum}`);
    }
  };
  test(`text contrast is at least 4.5: ${scheme}`, () => assertContrast(TEXTS, 4.5));
  test(`edge contrast is at least 3: ${scheme}`, () => assertContrast(EDGES, 3));
}
