// Validates every HTML file below the given folder. Fails when a file has errors, or when there is no file.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { HtmlValidate, StaticConfigLoader, formatterFactory } from "html-validate";

const folder = process.argv[2];
const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended"],
    rules: {
      // HTML rewriters and browsers write `checked=""` and `hidden=""`, which mean the same as `checked` and `hidden`.
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      // Checkboxes of one field, and the buttons of rows, share a name. The server distinguishes them by value.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }],
    },
  }),
);
const reports = [];
for (const file of files) {
  const report = await validator.validateFile(join(folder, file));
  reports.push(...report.results);
}
const errors = reports.reduce((sum, result) => sum + result.errorCount + result.warningCount, 0);
console.log(formatterFactory("codeframe")(reports));
console.log(`${files.length} pages, ${errors} errors`);
process.exit(errors > 0 || files.length === 0 ? 1 : 0);
