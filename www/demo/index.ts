/**
 * The demo set: three conversations over two weeks in each language. Every person, product, group
 * and number in it is invented; the page must say so wherever it shows them.
 */
import deskEn from "./en/help_desk.csv";
import quarrelEn from "./en/quarrel_whatsapp_ios.txt";
import snackEn from "./en/snack_whatsapp.txt";
import babyZh from "./zh/baby_chatlab.jsonl";
import campZh from "./zh/camp_qq.txt";
import snackZh from "./zh/snack_wechat_share.txt";

/** A file as if the reader had dropped it. */
export type DemoFile = { name: string; bytes: Uint8Array };

const SETS: Record<"zh-CN" | "en", readonly (readonly [name: string, text: string])[]> = {
  "zh-CN": [
    ["示例-零食福利群.txt", snackZh],
    ["示例-露营互助群.txt", campZh],
    ["示例-母婴交流群.jsonl", babyZh],
  ],
  en: [
    ["Demo - Little Persimmon Snack Club.txt", snackEn],
    ["Demo - Ridge Walkers Gear Swap.txt", quarrelEn],
    ["Demo - Harbour and Pine help desk.csv", deskEn],
  ],
};

/** The demo files of one language as fresh UTF-8 bytes, safe to transfer to a worker. */
export function demoFiles(lang: "zh-CN" | "en"): DemoFile[] {
  const encoder = new TextEncoder();
  return SETS[lang].map(([name, text]) => ({ name, bytes: encoder.encode(text) }));
}
