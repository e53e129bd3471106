// Walks through pages as people do: opens, types, chooses, clicks, adds files
// and looks whether words stand there. Everything is found as a reader finds
// it, by its label or its words, never by its place in the markup.
//
//	node walk.mjs PLAN.json
//
// PLAN: {"base", "shots", "chromium", "scripts": bool,
//        "steps": [{"who", "do", "what", "with": [..]}]}
// A "who" is one browser of their own. It prints the first step that fails, as
// {"page": who, "look": step, "fault": why}, and ends with status 1.
import { readFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const patience = 8000;

const acts = {
  open: (page, path) => page.goto(new URL(path, plan.base).href),
  type: (page, label, [text]) => page.getByLabel(label, { exact: true }).fill(text),
  choose: (page, label) => page.getByLabel(label, { exact: true }).check(),
  select: (page, label, [option]) => page.getByLabel(label, { exact: true }).selectOption({ label: option }),
  click: (page, words) => clickable(page, words).first().click(),
  unfold: (page, words) => page.locator("summary", { hasText: words }).first().click(),
  files: (page, label, files) =>
    page.getByLabel(label, { exact: true }).setInputFiles(files.map((name) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from("of " + name) }))),
  see: (page, words) => page.getByText(words).first().waitFor({ state: "visible" }),
  miss: async (page, words) => {
    if (await page.getByText(words).count()) throw new Error("it stands there");
  },
  press: async (page, keys) => {
    for (const key of keys.split(" ")) await page.keyboard.press(key);
  },
  at: async (page, label) => {
    const name = await page.evaluate(() => {
      const e = document.activeElement;
      return (e.labels?.[0]?.textContent ?? e.textContent ?? "").trim();
    });
    if (!name.includes(label)) throw new Error(`the focus is at "${name.slice(0, 80)}"`);
  },
  device: async (page) => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
  },
  shot: async (page, name) => {
    if (plan.shots) await page.screenshot({ path: join(plan.shots, name + ".png"), fullPage: true });
  },
};

function clickable(page, words) {
  return page.getByRole("button", { name: words, exact: true }).or(page.getByRole("link", { name: words, exact: true }));
}

const browser = await chromium.launch({ executablePath: plan.chromium, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const people = new Map();
let failed = false;
try {
  if (plan.shots) await mkdir(plan.shots, { recursive: true });
  for (const [i, step] of plan.steps.entries()) {
    const page = people.get(step.who) ?? (await arrive(step.who));
    try {
      await acts[step.do](page, step.what, step.with ?? []);
    } catch (error) {
      await acts.shot(page, "failed-step-" + (i + 1));
      fail(step.who, i, `${error.message.split("\n")[0]} on ${new URL(page.url()).pathname}: ${await outline(page)}`);
      break;
    }
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);

async function arrive(who) {
  const context = await browser.newContext({ javaScriptEnabled: plan.scripts, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const at = () => plan.steps.findIndex((s) => s.who === who);
  page.on("pageerror", (error) => fail(who, at(), "script: " + error.message));
  page.on("dialog", (dialog) => {
    fail(who, at(), "a dialog opened: " + dialog.message());
    void dialog.dismiss();
  });
  people.set(who, page);
  return page;
}

function fail(who, i, fault) {
  failed = true;
  const { do: act, what } = plan.steps[i];
  console.log(JSON.stringify({ page: who, look: `step ${i + 1}, ${act} ${what}`, fault }));
}

async function outline(page) {
  const text = await page.locator("main").innerText().catch(() => "");
  return JSON.stringify(text.slice(0, 400));
}
