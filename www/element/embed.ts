// Entry of `dist/qunzhen-element.js`: one script that makes `<qun-zhen>` known to any page.

import { spawnWorker } from "../engine/spawn.ts";
import { defineQunZhen } from "./element.ts";

declare const __VERSION__: string;

defineQunZhen({ spawn: spawnWorker, build: __VERSION__ });
