// Numbers, sizes and times in words. Times keep the offset of their source; the browser's zone is never used.

export type Lang = "zh-CN" | "en";

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function memo<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = cache.get(key);
  if (found) return found as T;
  const made = make();
  cache.set(key, made);
  return made;
}

/** `1204` as `1,204`. */
export function formatNumber(lang: Lang, value: number): string {
  return memo(`n:${lang}`, () => new Intl.NumberFormat(lang)).format(value);
}

/** A share 0..1 as `63%`. */
export function formatPercent(lang: Lang, share: number): string {
  return memo(`p:${lang}`, () => new Intl.NumberFormat(lang, { style: "percent" })).format(share);
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes as `82.9 MB` (1 kB = 1000 bytes). */
export function formatBytes(lang: Lang, bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < SIZES.length - 1) {
    value /= 1000;
    step++;
  }
  const unit = SIZES[step] ?? "byte";
  return memo(
    `b:${lang}:${unit}`,
    () => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }),
  ).format(value);
}

export type TimeStyle = "day" | "short" | "long";

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  day: { year: "numeric", month: "short", day: "numeric" },
  short: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  long: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/** The wall clock of an RFC 3339 time, as it stood in the source; `null` where it is not such a time. */
function wallClock(time: string): Date | null {
  const date = new Date(`${time.slice(0, 19)}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** An RFC 3339 time as its source showed it. */
export function formatTime(lang: Lang, time: string, style: TimeStyle = "long"): string {
  const date = wallClock(time);
  if (!date) return time;
  return memo(`t:${lang}:${style}`, () => new Intl.DateTimeFormat(lang, { ...STYLES[style], timeZone: "UTC" })).format(date);
}

/** The offset of an RFC 3339 time as `UTC+8`. */
export function formatOffset(time: string): string {
  const match = /(?:([+-])(\d\d):(\d\d)|Z)$/.exec(time);
  if (!match) return "";
  const [, sign, hours, minutes] = match;
  if (!sign || (hours === "00" && minutes === "00")) return "UTC";
  return `UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}

/** Whole hours and minutes between an RFC 3339 time and `now` (ms since 1970); `null` outside of 0..72 h. */
export function elapsed(time: string, now: number): { hours: number; minutes: number } | null {
  const then = Date.parse(time);
  const minutes = Math.floor((now - then) / 60_000);
  return Number.isFinite(minutes) && minutes >= 0 && minutes <= 72 * 60 ? { hours: Math.floor(minutes / 60), minutes: minutes % 60 } : null;
}
