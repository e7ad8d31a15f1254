// Text whose layout can be shown to others and whose words cannot be read.

/** Most lines of a sample. */
export const SAMPLE_LINES = 20;

/** What a reader of layouts needs to see: parts of dates and times. */
const LAYOUT = /星期[一二三四五六日天]|周[一二三四五六日天](?![\p{L}])|上午|下午|凌晨|早上|中午|晚上|[年月日时分秒]|(?<![\p{L}])[AP]\.?M\.?(?![\p{L}])/giu;

/**
 * Lines with every letter and digit replaced by one of the same width: 某, x, X, 0. Signs, spaces, brackets and the words
 * of dates stay.
 */
export function redact(lines: readonly string[]): string[] {
  return lines.slice(0, SAMPLE_LINES).map((line) => {
    let out = "";
    let at = 0;
    for (const match of line.matchAll(LAYOUT)) {
      out += masked(line.slice(at, match.index)) + match[0];
      at = match.index + match[0].length;
    }
    return out + masked(line.slice(at));
  });
}

function masked(text: string): string {
  return text
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}々〆ー]/gu, "某")
    .replace(/[０-９]/g, "０")
    .replace(/\p{N}/gu, (digit) => (digit === "０" ? digit : "0"))
    .replace(/[Ａ-Ｚａ-ｚ]/g, "Ｘ")
    .replace(/\p{Lu}/gu, (letter) => (letter === "Ｘ" ? letter : "X"))
    .replace(/(?![某])\p{L}\p{M}*/gu, (letter) => (/^[XＸ]/.test(letter) ? letter : "x"))
    .replace(/\p{Extended_Pictographic}/gu, "☺")
    .replace(/[\p{M}\u200d\u{1f3fb}-\u{1f3ff}]/gu, "");
}
