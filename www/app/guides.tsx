// How to get the text out of each app: words only, nothing to load.

import { useApp } from "./context.ts";

export function Guides() {
  const { guides } = useApp().t;
  return (
    <section class="guides" aria-labelledby="guides-title">
      <h2 id="guides-title">{guides.title}</h2>
      {[guides.wechatPhone, guides.wechatPc, guides.qq, guides.whatsapp, guides.table].map(({ title, steps }) => (
        <details key={title}>
          <summary>{title}</summary>
          <ol>
            {steps.split("|").map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}
