// Opens pages in Chromium and looks at them as different readers would: in the
// light, in the dark, on a narrow screen, at twice the size, without scripts
// and on paper. It reports every axe violation at WCAG 2.2 AA, every page that
// must be scrolled sideways and every error on the console.
//
//	node look.mjs PLAN.json
//
// PLAN: {"base": "http://127.0.0.1:PORT", "shots": DIR or "", "chromium": PATH,
//        "visits": [{"name", "path", "signIn": path or "", "looks": [names] or null}]}
// It prints one JSON object a fault, {"page", "look", "fault"}, and ends with status 1 if there was any.
import { readFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const plan = JSON.parse(await readFile(process.argv[2], "utf8"));

const looks = {
  light: { width: 1280, colorScheme: "light", axe: true },
  dark: { width: 1280, colorScheme: "dark", axe: true },
  narrow: { width: 320, colorScheme: "light", axe: true },
  "narrow-dark": { width: 390, colorScheme: "dark", axe: false },
  // 200 % zoom of a 1280 pixel screen leaves 640 pixels of the page.
  zoom: { width: 640, deviceScaleFactor: 2, colorScheme: "light", axe: false },
  plain: { width: 1280, colorScheme: "light", javaScriptEnabled: false, axe: false },
  print: { width: 794, colorScheme: "light", media: "print", axe: false },
};
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let faults = 0;
function report(page, look, fault) {
  faults++;
  console.log(JSON.stringify({ page, look, fault }));
}

const browser = await chromium.launch({ executablePath: plan.chromium, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  if (plan.shots) await mkdir(plan.shots, { recursive: true });
  for (const [name, look] of Object.entries(looks)) await walk(name, look);
} finally {
  await browser.close();
}
process.exit(faults ? 1 : 0);

// walk visits every page of the plan in one look, one reader after the other.
async function walk(name, look) {
  const readers = new Map();
  for (const visit of plan.visits) {
    if (visit.looks && !visit.looks.includes(name)) continue;
    const signIn = visit.signIn ?? "";
    readers.set(signIn, [...(readers.get(signIn) ?? []), visit]);
  }
  for (const [signIn, visits] of readers) {
    const { media, axe: judged, width, ...options } = look;
    const context = await browser.newContext({ ...options, viewport: { width, height: 900 } });
    try {
      if (signIn) await enter(context, signIn);
      for (const visit of visits) await see(context, visit, name, look);
    } finally {
      await context.close();
    }
  }
}

async function enter(context, signIn) {
  const page = await context.newPage();
  await page.goto(new URL(signIn, plan.base).href);
  const button = page.locator("main form button[type=submit]");
  if (await button.count()) await Promise.all([page.waitForNavigation(), button.first().click()]);
  await page.close();
}

async function see(context, visit, name, look) {
  const page = await context.newPage();
  const tell = (fault) => report(visit.name, name, fault);
  let requests = 0;
  page.on("request", () => requests++);
  page.on("pageerror", (error) => tell("script: " + error.message));
  page.on("console", (message) => {
    // The answer to a page that is meant to be refused is not a fault of it.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) tell("console: " + message.text());
  });
  try {
    await page.goto(new URL(visit.path, plan.base).href, { waitUntil: "load" });
    if (look.media) await page.emulateMedia({ media: look.media });
    if (look.axe) await judge(page, tell);
    if (look.javaScriptEnabled !== false) {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      for (const cut of await page.evaluate(hidden)) tell("text is cut off: " + cut);
      if (over > 1) tell(`wider than the screen by ${over} pixels: ${await page.evaluate(widest)}`);
    }
    if (requests > 7) tell(`${requests} requests; at most 7`);
    if (plan.shots) await page.screenshot({ path: join(plan.shots, `${visit.name}-${name}.png`), fullPage: true, timeout: 120_000 });
  } catch (error) {
    tell("could not be opened: " + error.message);
  } finally {
    await page.close();
  }
}

async function judge(page, tell) {
  // Through the debugger, so that the page's own policy stays in force.
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), tags);
  for (const violation of found.violations) {
    const where = violation.nodes.slice(0, 3).map((n) => n.target.join(" ") + " (" + (n.any[0]?.message ?? n.failureSummary) + ")");
    tell(`axe ${violation.id}: ${violation.help}: ${where.join("; ")}`);
  }
}

// hidden finds what is cut off by a box that does not scroll.
function hidden() {
  const boxes = [...document.body.querySelectorAll("*")].filter((e) => {
    const style = getComputedStyle(e);
    return (style.overflowX === "hidden" || style.overflowX === "clip") && style.position !== "absolute" &&
      !(e instanceof SVGElement) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
  });
  return boxes.map((e) => e.tagName.toLowerCase() + "." + e.getAttribute("class"));
}

function widest() {
  const limit = document.documentElement.clientWidth;
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > limit + 0.5);
  return out.slice(-3).map((e) => e.tagName.toLowerCase() + "." + e.getAttribute("class")).join(", ");
}
