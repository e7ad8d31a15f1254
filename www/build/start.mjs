// `npm start`: sets up, builds what changed, serves the page.

import { build } from "./build.mjs";
import { script } from "./common.mjs";
import { serve } from "./serve.mjs";
import { setUp } from "./setup.mjs";

await script(async () => {
  setUp();
  await build();
  const { url } = await serve({ port: Number(process.env.PORT ?? 8080) });
  console.log(`\n群诊 Qunzhen: ${url}\nStop it with Ctrl+C.`);
});
