// What people do with the explorer, each as a test of its own. `story.mjs WORD` runs those with the word in their name.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const { EXPLORER, CHROMIUM, SCREENSHOTS } = process.env;
const base = new URL("/", EXPLORER).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv[2] || "";
const LONGEST = 15_000;

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

let [passed, failed] = [0, 0];

// Runs a test in a browser context of its own, which has the token.
async function test(name, steps, options = {}) {
  if (!name.includes(wanted)) return;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(LONGEST);
  const page = await context.newPage();
  const problems = [];
  const outside = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => request.url().startsWith(base) || outside.push(request.url()));
  try {
    await page.goto(EXPLORER);
    await steps(page, context);
    assert.deepEqual(problems, [], "errors of script or of the content security policy");
    assert.deepEqual(outside, [], "requests that leave the explorer");
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
    await page.screenshot({ path: `${SCREENSHOTS}/failed.png`, fullPage: true }).catch(() => {});
  }
  await context.close();
}

const open = (page, path) => page.goto(base + path);
const button = (page, name) => page.getByRole("button", { name, exact: true });
const shot = (page, name) => page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
const path = (page) => page.url().slice(base.length);

async function run(page, name = "Run") {
  await button(page, name).click();
  await page.waitForSelector("#result");
}

const text = (page, selector = "main") => page.locator(selector).first().innerText();

async function says(page, words, selector) {
  const all = await text(page, selector);
  assert.ok(all.includes(words), `${JSON.stringify(words)} is missing in: ${all.slice(0, 1500)}`);
}

// What axe finds that keeps people from using the page.
async function accessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run()).violations);
  const serious = found.filter((it) => ["serious", "critical"].includes(it.impact));
  const lines = serious.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(lines, [], `${what}: serious findings of axe`);
}

// Script of the test itself is no script of the page: axe is put in by the browser, past the policy.
const unrestricted = { bypassCSP: true };

await test("the first page is usable at once", async (page) => {
  const started = performance.now();
  await open(page, "");
  await page.locator("#q").fill("voice");
  const usable = performance.now() - started;
  const families = await page.locator("details.family").count();
  assert.ok(families > 20);
  console.log(`        usable after ${Math.round(usable)} ms`);
  await shot(page, "first-page");
});

await test("GetCustomizedVoiceJob runs in three clicks", async (page) => {
  await page.locator("#q").fill("get customized voice job");
  await page.locator(".found h2 a", { hasText: /^GetCustomizedVoiceJob$/ }).click();
  await button(page, "Fill in a sample").click();
  await page.waitForFunction(() => document.querySelector("[name=JobId]").value !== "");
  await run(page);
  await says(page, "200 OK", "#result");
  await says(page, "VoiceName", "#result");
  assert.match(path(page), /^op\/GetCustomizedVoiceJob\?JobId=/);
  await shot(page, "response");
});

await test("a search with a typo finds it, and back returns", async (page) => {
  await page.locator("#q").fill("GetCutsomizedVoiceJob");
  await page.waitForSelector(".found");
  assert.equal(await page.locator(".found h2").first().innerText(), "GetCustomizedVoiceJob");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q", "typing goes on");
  await page.locator("#q").press("Enter");
  await page.waitForFunction(() => document.activeElement.closest(".found"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/op/GetCustomizedVoiceJob");
  await page.goBack();
  await page.waitForURL("**/find?*");
  await page.waitForSelector(".found");
  await page.goBack();
  await page.waitForSelector("details.family");
});

await test("a form has a link, and back and forward walk through its states", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=one");
  assert.equal(await page.locator("[name=JobId]").inputValue(), "one");
  await page.locator("[name=JobId]").fill("two & more");
  await run(page);
  await page.waitForURL("**/op/GetCustomizedVoiceJob?JobId=two*");
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("[name=JobId]").value === "one");
  assert.equal(await page.locator("#result").count(), 0, "going back runs nothing");
  await page.goForward();
  await page.waitForFunction(() => document.querySelector("[name=JobId]").value === "two & more");
  await page.reload();
  assert.equal(await page.locator("[name=JobId]").inputValue(), "two & more");
});

// One operation for each kind of parameter: what is typed, and what has to arrive.
const kinds = [
  ["text", "GetCustomizedVoiceJob", { JobId: "a b" }, { JobId: "a b" }],
  ["integer", "ListCustomizedVoiceJobs", { PageSize: "5" }, { PageSize: 5 }],
  ["choice", "ListCustomizedVoiceJobs", { Type: ["Standard"] }, { Type: "Standard" }],
  ["boolean", "GetAiRtcAuthCodeList", { NeedTotalCount: ["true"] }, { NeedTotalCount: true }],
  ["secret", "ActiveAiRtcLicense", { AuthCode: "hush" }, { AuthCode: "hush" }],
  ["JSON", "SubmitMediaProducingJob", { OutputMediaConfig: '{"a": [1]}' }, { OutputMediaConfig: '{"a": [1]}' }],
  ["object", "SubmitCopyrightExtractJob", { "Input/Media": "m", "Input/Type": ["OSS"] }, { Input: { Media: "m", Type: "OSS" } }],
  ["time", "GetIpcDeviceInfo", { StartTime: "2024-01-02T03:04:05Z" }, { StartTime: "2024-01-02T03:04:05Z" }],
];

for (const [kind, operation, fields, expected] of kinds) {
  await test(`a parameter of kind ${kind}`, async (page) => {
    await open(page, `op/${operation}`);
    for (const [name, value] of Object.entries(fields)) {
      const field = page.locator(`form.call [name="${name}"]`);
      await field.evaluate((it) => {
        for (let up = it.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
      });
      if (Array.isArray(value)) await field.selectOption(value[0]);
      else await field.fill(value);
    }
    await run(page);
    await says(page, "200 OK", "#result");
    assert.deepEqual(JSON.parse(await page.locator('[name=".json"]').inputValue()), expected);
  });
}

await test("a parameter of kind list of objects", async (page) => {
  await open(page, "op/CreateHotwordLibrary");
  await page.locator("[name=Name]").fill("words");
  for (const [index, word] of ["one", "two", "three"].entries()) {
    await button(page, "Add to Hotwords").click();
    const field = page.locator(`[name="Hotwords/${index}/Text"]`);
    await field.waitFor();
    assert.ok(await field.evaluate((it) => it.closest(".element").contains(document.activeElement)), "focus is in the new element");
    await field.fill(word);
  }
  await button(page, "Remove Hotwords 2").click();
  await page.waitForFunction(() => document.querySelectorAll(".element").length === 2);
  await button(page, "Fill in a sample").focus();
  const parameters = JSON.parse(await page.locator('[name=".json"]').inputValue());
  assert.deepEqual(parameters.Hotwords, [{ Text: "one" }, { Text: "three" }]);
});

await test("parameters can be pasted as JSON, with a check", async (page) => {
  await open(page, "op/ListCustomizedVoiceJobs");
  await page.getByText("All parameters as JSON").click();
  const field = page.locator('[name=".json"]');
  await field.fill('{"PageSize": 7,');
  await page.waitForSelector("details.json .error");
  await says(page, "Not JSON", "details.json");
  await button(page, "Fill the form from this").click();
  await page.locator("details.json .error", { hasText: "Not JSON: EOF" }).waitFor();
  await field.fill('{"PageSize": 7}');
  await button(page, "Fill the form from this").click();
  await page.waitForFunction(() => document.querySelector("[name=PageSize]").value === "7");
});

await test("what is wrong stands at its field before anything is sent", async (page) => {
  await open(page, "op/ListCustomizedVoiceJobs");
  await page.locator("[name=PageSize]").fill("1000");
  await button(page, "Run").click();
  await page.waitForSelector('[id="e-PageSize"]');
  assert.equal(await page.locator("[name=PageSize]").getAttribute("aria-invalid"), "true");
  await says(page, "At most 100.", ".field.invalid");
  assert.equal(await page.locator("#result").count(), 0);
});

await test("a parameter that the service refuses is marked", async (page) => {
  await open(page, "op/CreateCustomizedVoiceJob?VoiceId=v&Gender=male&Scenario=nonsense");
  await run(page);
  await says(page, "InvalidParameter", "#result");
  await says(page, "InvalidParameter", ".field.invalid");
  assert.equal(await page.locator('[name=".other/Scenario"]').inputValue(), "nonsense");
  await shot(page, "refused");
});

await test("links to sections of the page keep its response", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=a");
  await run(page);
  await page.getByRole("link", { name: "On the wire", exact: true }).click();
  await page.getByRole("link", { name: "Result", exact: true }).click();
  await page.goBack();
  await page.waitForTimeout(300);
  await says(page, "200 OK", "#result");
});

await test("a denied call says which permission is missing", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=a");
  await page.getByLabel("The fake").selectOption("denied");
  await run(page);
  await says(page, "403 Forbidden", "#result");
  await says(page, '"ice:GetCustomizedVoiceJob"', "#result");
  await shot(page, "denied");
});

await test("a refused signature is compared", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=a");
  await page.getByLabel("The fake").selectOption("secret");
  await run(page);
  await says(page, "By the service", "#result");
  await says(page, "so the secret is another one", "#result");
});

await test("a throttled call shows both attempts", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=a");
  await page.getByLabel("The fake").selectOption("throttled");
  await run(page);
  await says(page, "Attempt 1: status 429", "#wire");
  await says(page, "Attempt 2: status 200", "#wire");
});

await test("a list is gathered over its pages", async (page) => {
  for (const voice of ["a", "b", "c"]) {
    await open(page, `op/CreateCustomizedVoiceJob?VoiceId=list-${voice}&Gender=male&Scenario=story`);
    await page.getByLabel("The fake").selectOption("kept");
    await run(page);
  }
  await open(page, "op/ListCustomizedVoiceJobs?PageSize=1");
  await page.getByLabel("The fake").selectOption("kept");
  await run(page, "All pages");
  await page.waitForFunction(() => /entries of \d+ on \d+ pages\./.test(document.querySelector(".verdict").textContent));
  const [, entries, total, pages] = (await text(page, ".verdict")).match(/(\d+) entries of (\d+) on (\d+) pages/);
  assert.ok(Number(total) >= 3);
  assert.deepEqual([entries, pages], [total, total]);
});

await test("a wait shows the states until the last one", async (page) => {
  await open(page, "op/SubmitMediaProducingJob?OutputMediaConfig={}");
  await page.getByLabel("The fake").selectOption("kept");
  await run(page);
  const [, job] = (await text(page, "#result")).match(/JobId (\S+)/);
  await open(page, `op/GetMediaProducingJob?JobId=${job}`);
  await page.getByLabel("The fake").selectOption("kept");
  await run(page, "Run until final");
  await button(page, "Stop").waitFor();
  await page.locator(".verdict", { hasText: "Final: it has succeeded." }).waitFor();
  assert.ok((await page.locator(".states li").count()) >= 2);
  await shot(page, "wait");
});

await test("a wait can be stopped", async (page) => {
  await open(page, "op/SubmitMediaProducingJob?OutputMediaConfig={}");
  await page.getByLabel("The fake").selectOption("kept");
  await run(page);
  const [, job] = (await text(page, "#result")).match(/JobId (\S+)/);
  await open(page, `op/GetMediaProducingJob?JobId=${job}`);
  await page.getByLabel("The fake").selectOption("kept");
  await run(page, "Run until final");
  await button(page, "Stop").click();
  await page.waitForTimeout(6_000);
  assert.equal(await page.locator(".verdict", { hasText: /^Final/ }).count(), 0);
});

await test("a request is signed without being sent", async (page) => {
  await open(page, "op/GetCustomizedVoiceJob?JobId=a%20b");
  await button(page, "Sign only").click();
  await page.waitForSelector("#wire");
  for (const words of ["JobId=a%20b", "ACS3-HMAC-SHA256", "curl --globoff"]) await says(page, words, "#wire");
});

await test(
  "code is copied",
  async (page) => {
    await open(page, "op/GetCustomizedVoiceJob?JobId=my-job");
    await page.locator(".sample summary").first().click();
    await button(page, /^Copy code-rust$/).first().click();
    await page.getByText("Copied").first().waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /GetCustomizedVoiceJob::new\("my-job"\)/);
    assert.equal(copied, await page.locator("#t-code-rust").textContent());
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);

await test("everything works by keyboard alone", async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim());
  const tabTo = async (wanted) => {
    for (let count = 0; count < 120; count += 1) {
      await page.keyboard.press("Tab");
      const here = await focused();
      if (wanted.test(here)) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        assert.notEqual(outline, "none", `focus on ${here} can be seen`);
        return;
      }
    }
    assert.fail(`${wanted} cannot be reached`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the content");
  await page.keyboard.press("/");
  assert.equal(await focused(), "q");
  await page.keyboard.type("GetCustomizedVoiceJob");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.closest(".found"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/op/GetCustomizedVoiceJob");
  await tabTo(/^JobId$/);
  await page.keyboard.type("by-keyboard");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#result");
  assert.equal(await focused(), "Response");
  await tabTo(/^Raw response$/);
  await page.keyboard.press("Enter");
  await page.locator("#t-raw").waitFor({ state: "visible" });
});

await test(
  "it works without script",
  async (page) => {
    await page.locator("#q").fill("GetCutsomizedVoiceJob");
    await page.keyboard.press("Enter");
    await page.locator(".found h2 a", { hasText: /^GetCustomizedVoiceJob$/ }).click();
    await button(page, "Fill in a sample").click();
    await run(page);
    await says(page, "200 OK", "#result");
  },
  { javaScriptEnabled: false },
);

for (const colorScheme of ["light", "dark"]) {
  await test(
    `axe finds nothing serious, ${colorScheme}`,
    async (page) => {
      await accessible(page, "first page");
      if (colorScheme === "dark") {
        const [red, green, blue] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g);
        assert.ok(Math.max(red, green, blue) < 64, "the background is dark");
        await shot(page, "dark");
      }
      await open(page, "find?q=voice");
      await accessible(page, "search");
      await open(page, "op/SubmitTranscodeJob");
      await button(page, "Fill in everything").click();
      await page.waitForSelector('[name="OutputGroup/0/Output/Media"]');
      await accessible(page, "a long form");
      await open(page, "op/CreateCustomizedVoiceJob");
      await button(page, "Run").click();
      await page.waitForSelector(".error");
      await accessible(page, "an invalid form");
      for (const behaviour of ["any", "sparse", "denied", "secret"]) {
        await open(page, "op/GetCustomizedVoiceJob?JobId=a");
        await page.getByLabel("The fake").selectOption(behaviour);
        await run(page);
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        await accessible(page, behaviour);
      }
    },
    { colorScheme, ...unrestricted },
  );
}

await test(
  "it fits into 360 pixels",
  async (page) => {
    const fits = async (what) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 360, `${what} is ${width} pixels wide`);
    };
    await fits("the first page");
    await shot(page, "narrow");
    for (const path of ["find?q=voice", "op/CreateCustomizedVoiceJob?VoiceId=a", "op/SubmitTranscodeJob"]) {
      await open(page, path);
      await fits(path);
    }
    await button(page, "Fill in everything").click();
    await page.waitForSelector('[name="OutputGroup/0/Output/Media"]');
    await fits("a filled form");
    await open(page, "op/GetCustomizedVoiceJob?JobId=a");
    await run(page);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    await fits("a response");
    await shot(page, "narrow-response");
  },
  { viewport: { width: 360, height: 740 } },
);

await test("a page of another origin cannot call it", async (page, context) => {
  const other = await context.newPage();
  await other.route("http://other.test/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<form method="post" action="${base}op/GetCustomizedVoiceJob"><input name="JobId" value="a"><button name=".do" value="run">go</button></form>`,
    }),
  );
  await other.goto("http://other.test/");
  const fetched = await other.evaluate(
    (address) => fetch(address, { method: "POST", body: new URLSearchParams({ JobId: "a", ".do": "run" }), credentials: "include" }).then(() => "read", () => "refused"),
    `${base}op/GetCustomizedVoiceJob`,
  );
  assert.equal(fetched, "refused");
  await other.locator("button").click();
  await other.waitForURL(`${base}**`);
  assert.match(await other.locator("body").innerText(), /403/);
  await other.close();
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
