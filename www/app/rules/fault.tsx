// What is wrong with a rule or a pack, in plain words.

import type { Failure } from "../../engine/client.ts";
import { failureWords, lookup } from "../../i18n/index.ts";
import { useApp } from "../context.ts";

/** The fault itself, without where it is. */
export function useFaultText(): (failure: Failure) => string {
  const { t, lang } = useApp();
  return (failure) => {
    if (failure.code !== "pack") return failureWords(lang, failure).what;
    const { fault = "other", what = "" } = failure.args;
    return (lookup<(what: string) => string>(t.rules.faults, fault) ?? t.rules.faults.other)(what);
  };
}

export function FaultNotice({ lead, failure }: { lead: string; failure: Failure }) {
  const { t } = useApp();
  const text = useFaultText();
  const { pack = "", rule = "", reason = "" } = failure.args;
  return (
    <div class="notice warn" role="alert">
      <p>{lead}</p>
      {failure.code === "pack" && (
        <p>
          <strong>{t.rules.faultTitle(pack, rule)}</strong>
        </p>
      )}
      <p>{text(failure)}</p>
      {reason && (
        <details>
          <summary>{t.rules.faultDetail}</summary>
          <code>{reason}</code>
        </details>
      )}
    </div>
  );
}
