// One rule: on or off, how urgent, what it rests on, and what single groups have it do.

import { useId, useState } from "preact/hooks";
import type { RuleInfo, RuleSetting, Severity } from "../../engine/client.ts";
import { localized, lookup } from "../../i18n/index.ts";
import { useApp } from "../context.ts";
import { SEVERITIES, SeverityShape } from "../marks.tsx";
import { withSetting, type Own } from "./own.ts";
import { addTo } from "./word-form.tsx";

type Change = Parameters<typeof withSetting>[2];

/** Changes a setting of a rule, everywhere or in one group, with a way back. */
export function useSetting(rule: RuleInfo | undefined): (change: Change, group?: string) => void {
  const { lang, session } = useApp();
  return (change, group) => {
    if (!rule) return;
    const kind = change.on === false ? "off" : "severity";
    const apply = (own: Own) => ({ ...own, profile: withSetting(own.profile, rule.id, change, group) });
    session.changeOwn(apply, { kind, name: localized(lang, rule.title) }).catch((error: unknown) => session.fail(error));
  };
}

export function RuleRow({ rule }: { rule: RuleInfo }) {
  const { t, lang, state } = useApp();
  const id = useId();
  const [open, setOpen] = useState(false);
  const set = useSetting(rule);
  const w = t.rules.builtin;
  const { profile } = state.own;
  const setting = profile.rules[rule.id];
  const title = localized(lang, rule.title);
  const severity = setting?.severity ?? rule.severity;
  const groups = profile.groups.filter(({ rules }) => rules[rule.id]);
  return (
    <li class={setting?.on === false ? "off" : undefined}>
      <input type="checkbox" checked={setting?.on !== false} aria-label={w.on(title)} onChange={(event) => set({ on: event.currentTarget.checked ? undefined : false })} />
      <span class="what">
        <strong>{title}</strong>
        <span class="facts">
          <span class="muted">{rule.id}</span>
          {groups.length > 0 && <span class="muted">{w.groupCount(groups.length)}</span>}
        </span>
      </span>
      <span class="row">
        <SeverityShape severity={severity} />
        <SeveritySelect label={w.severity(title)} value={setting?.severity ?? ""} preset={rule.severity} onChange={(severity) => set({ severity })} />
        <button type="button" class="quiet" aria-expanded={open} aria-controls={id} aria-label={w.detailsLabel(title)} onClick={() => setOpen(!open)}>
          {w.details}
        </button>
      </span>
      {open && (
        <div class="details" id={id}>
          <Facts rule={rule} />
          <Groups rule={rule} />
        </div>
      )}
    </li>
  );
}

interface SelectProps {
  label: string;
  value: Severity | "";
  preset: Severity;
  onChange: (severity: Severity | undefined) => void;
}

function SeveritySelect({ label, value, preset, onChange }: SelectProps) {
  const { t, e } = useApp();
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange((event.currentTarget.value || undefined) as Severity | undefined)}>
      <option value="">{t.rules.builtin.severityDefault(e.severities[preset])}</option>
      {SEVERITIES.filter((severity) => severity !== preset).map((severity) => (
        <option key={severity} value={severity}>
          {e.severities[severity]}
        </option>
      ))}
    </select>
  );
}

function Facts({ rule }: { rule: RuleInfo }) {
  const { t, e, lang, session } = useApp();
  const w = t.rules.builtin;
  const status = rule.basis && lookup<string>(w.status, rule.basis.status);
  const speakers = rule.speakers.length === 4 ? w.everyone : rule.speakers.map((role) => e.speakers[role]).join(t.join);
  const facts: [string, string][] = [
    [w.law, [localized(lang, rule.law), status && w.checked(status, rule.basis?.checked ?? "")].filter(Boolean).join(" · ")],
    [w.owner, localized(lang, rule.owner)],
    [w.action, localized(lang, rule.action)],
    [w.exceptions, localized(lang, rule.exceptions)],
    [w.speakers, speakers],
  ];
  return (
    <>
      <dl>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <p>
        <button type="button" class="secondary small" onClick={() => session.edit(addTo(rule.id))}>
          {w.addWord}
        </button>
      </p>
    </>
  );
}

/** What single groups have the rule do. */
function Groups({ rule }: { rule: RuleInfo }) {
  const { t, state } = useApp();
  const id = useId();
  const [chosen, setChosen] = useState<string[]>([]);
  const w = t.rules.builtin;
  const titles = [...new Set((state.report?.sources ?? []).flatMap(({ conversations }) => conversations.map(({ title }) => title)))];
  const own = state.own.profile.groups.filter(({ rules }) => rules[rule.id]).map(({ group }) => group);
  const shown = [...new Set([...own, ...chosen])];
  const rest = titles.filter((title) => !shown.includes(title));
  return (
    <div class="groups">
      <h3>{w.groups}</h3>
      {!titles.length && !shown.length && <p class="muted">{w.noGroups}</p>}
      {shown.map((group) => (
        <GroupSetting key={group} rule={rule} group={group} onRemove={() => setChosen(chosen.filter((other) => other !== group))} />
      ))}
      {rest.length > 0 && (
        <p class="row">
          <label for={id}>{w.group}</label>
          <select id={id} value="" onChange={(event) => event.currentTarget.value && setChosen([...chosen, event.currentTarget.value])}>
            <option value="">{w.choose}</option>
            {rest.map((title) => (
              <option key={title} value={title}>
                {title}
              </option>
            ))}
          </select>
        </p>
      )}
    </div>
  );
}

function GroupSetting({ rule, group, onRemove }: { rule: RuleInfo; group: string; onRemove: () => void }) {
  const { t, e, state } = useApp();
  const set = useSetting(rule);
  const w = t.rules.builtin;
  const setting: RuleSetting = state.own.profile.groups.find((own) => own.group === group)?.rules[rule.id] ?? {};
  const value = setting.on === false ? "off" : (setting.severity ?? (setting.on ? "on" : ""));
  const change = (value: string) => {
    if (value === "") set({ on: undefined, severity: undefined }, group);
    else if (value === "off" || value === "on") set({ on: value === "on", severity: undefined }, group);
    else set({ on: true, severity: value as Severity }, group);
  };
  return (
    <p class="row">
      <bdi>{w.groupSetting(group)}</bdi>
      <select aria-label={w.groupSetting(group)} value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{w.follow}</option>
        <option value="on">{w.groupOn}</option>
        <option value="off">{w.groupOff}</option>
        {SEVERITIES.map((severity) => (
          <option key={severity} value={severity}>
            {e.severities[severity]}
          </option>
        ))}
      </select>
      <button type="button" class="quiet" onClick={() => (change(""), onRemove())}>
        {w.remove}
      </button>
    </p>
  );
}
