// No byte leaves: nothing is requested after load, and what could request is blocked in the page and in its worker.

import { createServer, type Server } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { chromium, type Worker } from "@playwright/test";
import { App, chat, expect, flags, onePageUrl, test, upload, type Page } from "./support.ts";
import { findBrowser } from "../../www/build/setup.mjs";

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { url?: string; initiator?: string; request_type?: string } }[];
}

/** Every address the network stack was asked for by a page, a worker or a navigation; Chromium's own errands have no initiator. */
function requestedUrls(file: string): string[] {
  const { constants, events } = JSON.parse(readFileSync(file, "utf8")) as NetLog;
  const start = constants.logEventTypes["URL_REQUEST_START_JOB"];
  return events.flatMap(({ type, params: { url, initiator, request_type } = {} }) =>
    type === start && url && (initiator !== "not an origin" || request_type !== "other") ? [url] : [],
  );
}

for (const where of ["http", "file"] as const) {
  test(`from a file to a finding, nothing is requested after load (${where})`, async ({ site }, info) => {
    const netLog = info.outputPath("net-log.json");
    const url = where === "http" ? site : onePageUrl;
    const browser = await chromium.launch({ executablePath: findBrowser() ?? "chromium", args: [...flags, `--log-net-log=${netLog}`] });
    const page = await browser.newPage({ locale: "zh-CN" });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));

    const app = await new App(page).open(url);
    await app.choose(upload("群聊.txt", chat));
    await app.atConfirm();
    await app.check();
    await app.rows().first().click();
    await expect(page.getByText(app.t.explain.law)).toBeVisible();
    await app.button(app.t.steps.import).click();
    await app.demo();
    await app.check();
    expect(page.workers()).toHaveLength(1);

    // The worker itself comes out of the page's own memory.
    expect(requests.filter((request) => !request.startsWith("blob:"))).toEqual([url]);
    await browser.close();
    expect(requestedUrls(netLog)).toEqual(where === "http" ? [url] : []);
  });
}

/** A server that nothing may reach; it counts who did. */
async function trap(): Promise<{ server: Server; address: string; reached: string[] }> {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" }).end("");
  });
  server.on("upgrade", (request, socket) => (reached.push(`UPGRADE ${request.url}`), socket.destroy()));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, address: `localhost:${(server.address() as AddressInfo).port}`, reached };
}

/** Tries every way out that a script has; runs inside the page or its worker. Returns which directives complained. */
function tryEverything({ address, ways }: { address: string; ways: string[] }): Promise<Record<string, string[]>> {
  const at = (way: string) => `http://${address}/${way}`;
  const attempts: Record<string, () => unknown> = {
    fetch: () => fetch(at("fetch"), { mode: "no-cors" }),
    xhr() {
      const request = new XMLHttpRequest();
      request.open("GET", at("xhr"));
      request.send();
    },
    websocket: () => new WebSocket(`ws://${address}/websocket`),
    eventsource: () => new EventSource(at("eventsource")),
    beacon: () => navigator.sendBeacon(at("beacon"), "x"),
    image: () => (new Image().src = at("image")),
    script() {
      const element = document.createElement("script");
      element.src = at("script");
      document.head.append(element);
    },
    frame() {
      const element = document.createElement("iframe");
      element.src = at("frame");
      document.body.append(element);
    },
    form() {
      const element = document.createElement("form");
      element.action = at("form");
      element.target = "_blank";
      document.body.append(element);
      element.submit();
    },
    style() {
      const element = document.createElement("link");
      element.rel = "stylesheet";
      element.href = at("style");
      document.head.append(element);
    },
    prefetch() {
      const element = document.createElement("link");
      element.rel = "prefetch";
      element.href = at("prefetch");
      document.head.append(element);
    },
    media: () => (new Audio().src = at("media")),
    importScripts: () => (globalThis as unknown as { importScripts(url: string): void }).importScripts(at("importScripts")),
    import: () => import(at("import")),
    // Indirect, so that the bundler of these tests leaves it alone.
    eval: () => (0, eval)("1 + 1"),
    function: () => new Function("return 1")(),
    worker: () => new Worker(at("worker")),
    blobWorker: () => new Worker(URL.createObjectURL(new Blob([`fetch(${JSON.stringify(at("blobWorker"))})`], { type: "text/javascript" }))),
  };
  const complaints: Record<string, string[]> = {};
  let way = "";
  addEventListener("securitypolicyviolation", (event) => (complaints[way] ??= []).push(event.effectiveDirective));
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  return (async () => {
    for (way of ways) {
      // From a timer, because code that the debugger calls may use `eval` whatever the policy says.
      await new Promise<void>((done) =>
        setTimeout(() => {
          try {
            const result = attempts[way]?.();
            if (result instanceof Promise) result.catch(() => {});
          } catch {
            // Some ways fail loudly, some quietly; only the complaints and the trap count.
          }
          done();
        }),
      );
      await pause(150);
    }
    await pause(500);
    return complaints;
  })();
}

const PAGE_WAYS: Record<string, RegExp> = {
  fetch: /connect-src/,
  xhr: /connect-src/,
  websocket: /connect-src/,
  eventsource: /connect-src/,
  beacon: /connect-src/,
  image: /img-src/,
  script: /script-src|require-trusted-types-for/,
  frame: /frame-src/,
  form: /form-action/,
  style: /style-src/,
  prefetch: /default-src|prefetch-src|script-src/,
  media: /media-src|default-src/,
  import: /script-src/,
  eval: /script-src|require-trusted-types-for/,
  function: /script-src|require-trusted-types-for/,
  worker: /worker-src|require-trusted-types-for/,
  blobWorker: /worker-src|require-trusted-types-for/,
};

const WORKER_WAYS: Record<string, RegExp> = {
  fetch: /connect-src/,
  xhr: /connect-src/,
  websocket: /connect-src/,
  eventsource: /connect-src/,
  importScripts: /script-src|require-trusted-types-for/,
  import: /script-src|worker-src/,
  eval: /script-src|require-trusted-types-for/,
  function: /script-src|require-trusted-types-for/,
  worker: /worker-src|require-trusted-types-for/,
  blobWorker: /worker-src|require-trusted-types-for/,
};

async function expectAllBlocked(target: Page | Worker, ways: Record<string, RegExp>): Promise<void> {
  const { server, address, reached } = await trap();
  // The trap itself works, or an empty list would prove nothing.
  await fetch(`http://${address}/control`);
  const complaints = await (target as Page).evaluate(tryEverything, { address, ways: Object.keys(ways) });
  server.close();
  server.closeAllConnections();
  for (const [way, directive] of Object.entries(ways)) {
    expect.soft(complaints[way]?.join(" ") ?? "no complaint", way).toMatch(directive);
  }
  expect(reached).toEqual(["GET /control"]);
}

for (const where of ["http", "file"] as const) {
  test.describe(where, () => {
    test.use({ noisy: true });

    test("every way out of the page is blocked", async ({ page, site }) => {
      await new App(page).open(where === "http" ? site : onePageUrl);
      await expectAllBlocked(page, PAGE_WAYS);
    });

    test("every way out of the page's own worker is blocked", async ({ page, site }) => {
      const app = await new App(page).open(where === "http" ? site : onePageUrl);
      await app.demo();
      const worker = page.workers()[0] ?? (await page.waitForEvent("worker"));
      await expectAllBlocked(worker, WORKER_WAYS);
    });

    test("no connection to another person's machine can be made", async ({ page, site }) => {
      await new App(page).open(where === "http" ? site : onePageUrl);
      expect(await page.evaluate(() => ["RTCPeerConnection", "webkitRTCPeerConnection"].filter((name) => name in globalThis))).toEqual([]);
    });
  });
}

test("the page is one file that pins its script by hash and names no other host", async ({ page, site }) => {
  const response = await page.goto(site);
  const html = (await response?.text()) ?? "";
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
  for (const directive of ["default-src 'none'", "connect-src 'none'", "worker-src blob:", "require-trusted-types-for 'script'", "trusted-types qz-worker"]) {
    expect(policy.split("; ")).toContain(directive);
  }
  expect(policy).toMatch(/script-src 'sha256-[^']+' 'wasm-unsafe-eval'/);
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:/);
  expect(response?.headers()["content-security-policy"]).toContain(policy);
  expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(?!data:)/);
});
