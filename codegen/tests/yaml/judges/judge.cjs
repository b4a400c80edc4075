// Whether js-yaml and yaml read each document as it is expected to be read.
"use strict";

const fs = require("node:fs");
const { isDeepStrictEqual } = require("node:util");
const jsYaml = require("js-yaml");
const yaml = require("yaml");

const readers = {
  "js-yaml": (text) => jsYaml.load(text),
  yaml: (text) => yaml.parse(text),
  "yaml, YAML 1.1": (text) => yaml.parse(text, { version: "1.1" }),
};
const cases = fs.readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
let failures = 0;
for (const [name, read] of Object.entries(readers)) {
  let wrong = 0;
  for (const { yaml: text, expected } of cases) {
    let got;
    try {
      got = read(text);
    } catch (error) {
      got = String(error);
    }
    if (!isDeepStrictEqual(got, expected)) {
      wrong += 1;
      if (wrong <= 3) console.error(`${name} reads ${JSON.stringify(got)}\n  of ${JSON.stringify(text)}`);
    }
  }
  console.log(`${name}: ${wrong} of ${cases.length} read otherwise`);
  failures += wrong;
}
process.exit(failures > 0 ? 1 : 0);
