// The privacy promise, and ways to check it instead of believing it.

import { useApp } from "./context.ts";

/** The policy of this document as its `<meta>` gives it; empty where the page has none of its own. */
export function documentPolicy(): string {
  return document.querySelector('meta[http-equiv="Content-Security-Policy" i]')?.getAttribute("content") ?? "";
}

export function Privacy() {
  const { privacy } = useApp().t;
  const policy = documentPolicy();
  return (
    <section class="privacy" aria-labelledby="privacy-title">
      <h2 id="privacy-title">{privacy.title}</h2>
      <p>{policy ? privacy.promise : privacy.promiseEmbedded}</p>
      <ul>
        <li>{privacy.offline}</li>
        <li>{privacy.devtools}</li>
        <li>{policy ? privacy.policy : privacy.policyNone}</li>
        <li>{privacy.store}</li>
      </ul>
      {policy && (
        <details>
          <summary>{privacy.policyShow}</summary>
          <ul class="policy">
            {policy.split(/;\s*/).map((directive) => (
              <li key={directive}>
                <code>{directive}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
