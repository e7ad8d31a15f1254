// How good each rule is by the judgements, in plain words with the numbers beside them.

import type { GoldReport, GoldRule, Rate } from "../../engine/client.ts";
import { formatPercent } from "../../i18n/index.ts";
import { useApp } from "../context.ts";
import { useRuleTitles } from "../message-text.tsx";

export function GoldScore({ report }: { report: GoldReport | null }) {
  const { t } = useApp();
  const titles = useRuleTitles();
  const w = t.rules.gold;
  return (
    <>
      <h2>{w.table}</h2>
      {!report || !report.rules.length ? (
        <p class="muted">{w.tableNone}</p>
      ) : (
        <>
          <table class="score">
            <thead>
              <tr>
                <th scope="col">{w.rule}</th>
                <th scope="col">{w.precision}</th>
                <th scope="col">{w.recall}</th>
              </tr>
            </thead>
            <tbody>
              {[report.all, ...report.rules].map((rule) => (
                <tr key={rule.rule}>
                  <th scope="row">{rule.rule ? titles(rule.rule) : w.all}</th>
                  <td data-column={w.precision}>
                    <Cell rate={rule.precision} count={rule.found} say={w.right} />
                  </td>
                  <td data-column={w.recall}>
                    <Cell rate={rule.recall} count={shouldBe(rule)} say={w.got} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="muted">{w.method}</p>
        </>
      )}
    </>
  );
}

function shouldBe({ right, missed }: GoldRule): number {
  return right + missed;
}

function Cell({ rate, count, say }: { rate: Rate | null; count: number; say: (low: number, high: number) => string }) {
  const { t, lang } = useApp();
  if (!rate) return <span class="muted">{t.rules.gold.few(count)}</span>;
  const [value, low, high] = [rate.value, rate.low, rate.high].map((share) => formatPercent(lang, share)) as [string, string, string];
  return (
    <>
      {say(rate.low, rate.high)}
      <br />
      <span class="muted">{t.rules.gold.exact(value, low, high, count)}</span>
    </>
  );
}
