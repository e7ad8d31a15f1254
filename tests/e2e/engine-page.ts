// The analyzer on a page of its own, for the tests to call.

import { createAnalyzer, EngineError } from "../../www/engine/index.ts";

const api = { createAnalyzer, EngineError };
export type Api = typeof api;
Object.assign(globalThis, { api });
