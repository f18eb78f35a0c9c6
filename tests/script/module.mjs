// Loads a script of the site as a module. Node would read `generator/assets/*.js` as CommonJS.
import { readFile } from "node:fs/promises";

export async function load(name) {
  const source = await readFile(new URL(`../../generator/assets/${name}`, import.meta.url), "utf8");
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}
