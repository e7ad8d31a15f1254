// Entry of the page: defines the element and ties the page's title, language and drops to it.

import { spawnWorker } from "../engine/spawn.ts";
import { fromDrop } from "../app/intake.ts";
import { documentPolicy } from "../app/privacy.tsx";
import { pickLang, words } from "../i18n/index.ts";
import { defineQunZhen, type QunZhenElement } from "./element.ts";

// The hash the browser itself checks the script against is the name of the build.
const [, build = ""] = /'sha256-([A-Za-z0-9+/]{10})/.exec(documentPolicy()) ?? [];

// No code here uses it. Where the policy has no say, taking it away is a second lock.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) Reflect.deleteProperty(globalThis, name);

const page = new CSSStyleSheet();
page.replaceSync("body { margin: 0; } qun-zhen { display: block; min-block-size: 100vh; }");
document.adoptedStyleSheets = [page];

function setLanguage(lang: string) {
  document.documentElement.lang = pickLang(lang);
  document.title = words(pickLang(lang)).pageTitle;
}

setLanguage(navigator.language);
document.addEventListener("qz-settings", (event) => setLanguage((event as CustomEvent<{ lang: string }>).detail.lang));
defineQunZhen({ spawn: spawnWorker, build });

// A file that misses the element would replace the page and everything on it.
const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (event.defaultPrevented || !holdsFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  const element = document.querySelector<QunZhenElement>("qun-zhen");
  void fromDrop(event.dataTransfer).then(({ files }) => element?.open(files));
});
