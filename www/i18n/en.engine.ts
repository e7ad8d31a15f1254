// What the engine reports, in English: formats, message kinds, roles, notes, failures.

import { formatNumber } from "./format.ts";
import type { EngineWords } from "./index.ts";

const n = (value: number | string | undefined) => formatNumber("en", Number(value ?? 0));
const count = (value: string | undefined, one: string, many: string) => `${n(value)} ${value === "1" ? one : many}`;

const KINDS: Record<string, string> = {
  jpeg: "a JPEG picture",
  png: "a PNG picture",
  gif: "a GIF picture",
  webp: "a WebP picture",
  bmp: "a BMP picture",
  pdf: "a PDF document",
  zip: "a ZIP archive",
  xlsx: "an Excel workbook (.xlsx)",
  docx: "a Word document (.docx)",
  gzip: "a GZIP archive",
  "7z": "a 7z archive",
  rar: "a RAR archive",
  bzip2: "a BZIP2 archive",
  xz: "an XZ archive",
  sqlite: "a database",
  wecom: "a WeCom archive still in cipher",
  ole: "an old Office file (.xls, .doc)",
  xls: "an old Excel workbook (.xls)",
  doc: "an old Word document (.doc)",
  ppt: "a PowerPoint presentation",
  office: "an Office document with a password",
  html: "a web page",
  "qq-bak": "a QQ backup that only QQ can read (in QQ's message manager, choose .txt)",
  "qq-db": "QQ's own database (in QQ's message manager, export .txt)",
  eml: "an e-mail",
  program: "a program",
  audio: "a sound recording",
  video: "a video",
  "wechat-image": "a picture from the WeChat cache",
  binary: "a binary file",
};
const kind = (id = "") => (Object.hasOwn(KINDS, id) ? (KINDS[id] ?? id) : id);

const ORDERS: Record<string, string> = { dmy: "day/month/year", mdy: "month/day/year", ymd: "year/month/day", ydm: "year/day/month" };
const order = (id: string | undefined) => ORDERS[id ?? ""] ?? id ?? "";

const EVIDENCE: Record<string, string> = {
  "year-first": ", because the year comes first",
  "time-runs-forward": ", because only so does time run forward",
  "first-over-12": ", because some first numbers are above 12 and can only be days",
  "second-over-12": ", because some second numbers are above 12 and can only be days",
};

/** Why marks cannot be used. */
const MARKS: Record<string, string> = {
  "no-name": "“Who” is not marked yet.",
  "no-sign": "Only “Who” is marked and no sign stands beside it, so a new message cannot be told from other lines.",
  "no-time": "What is marked as “When” holds no date and no time of day.",
  overlap: "The marks overlap.",
  "shapes-differ": "The two marked lines are not laid out alike.",
  ambiguous: "With these marks even the marked lines would be read wrongly: where the name begins or ends cannot be told.",
  "no-line": "With these marks, no line fits.",
};

export const enEngine: EngineWords = {
  failures: {
    "empty-file": () => ({ what: "The file is empty; there is no text in it.", todo: "Export the chat again and check that the file is larger than 0 bytes." }),
    "not-text": (a) => ({
      what: `This is not text. It looks like ${kind(a["kind"])}; it stops being text at byte ${n(a["at"])}.`,
      todo: "Export the chat as .txt, .csv or .json. Words inside screenshots cannot be read here.",
    }),
    encrypted: (a) => ({
      what: `The file is encrypted (${kind(a["kind"])}, declared at byte ${n(a["at"])}).`,
      todo: a["kind"] === "wecom" ? "Decrypt it with the private key of your WeCom archive, then drop the decrypted JSON here." : "Open it with its password in the program it came from, then drop the chat text inside it here.",
    }),
    "nothing-inside": (a) => ({
      what: `None of the ${n(a["files"])} files in this archive is a chat we recognise.`,
      todo: "Unpack it and drop the chat file on its own, or check that it is the right archive.",
    }),
    archive: (a) => ({ what: `This is ${kind(a["kind"])}, which has to be opened first.`, todo: "Unpack it, or save it as text or CSV, and drop the file inside it here." }),
    roster: () => ({ what: "This is a list of people without a single message, not a chat.", todo: "Add the chat files too, those of the same export; a list alone cannot be analysed." }),
    "too-large": (a) => ({ what: `This is ${kind(a["kind"])}; unpacked it comes to more than ${n(a["limit"])} bytes or parts, so it was left closed.`, todo: "Export a shorter period, or unpack it yourself and drop the chat file inside." }),
    "training-data": (a) => ({
      what: `This is training data for a language model (it has the key “${a["key"] ?? ""}”), not a chat log: no people, no times.`,
      todo: "Go back to the export tool and choose a chat format: TXT, CSV, or JSON with times.",
    }),
    "one-endless-line": () => ({
      what: "The first 64 KB have no line break, and they are no JSON that is known here.",
      todo: "Check that this is a chat export. If copying lost the line breaks, export to a file instead.",
    }),
    "unknown-format": (a) => ({
      what: a["line"] === "0" ? "No line in it looks like a chat." : `It is text, but from line ${n(a["line"])} on it matches no chat layout that is known here.`,
      todo: "Show it below how to read the file. If you know the format, you can also just choose it.",
    }),
    "no-such-format": (a) => ({ what: `There is no format “${a["format"] ?? ""}”.`, todo: "Choose one from the list." }),
    "no-table": (a) => ({
      what: a["reason"] === "no-dates" ? `Line ${a["line"] ?? "1"}: no date can be read.` : `Line ${a["line"] ?? "1"}: no column of figures.`,
      todo: a["reason"] === "no-dates" ? "Write dates as 2025-06-03." : "Save the table with one header row, a date column and at least one column of numbers.",
    }),
    "no-such-zone": (a) => ({ what: `There is no time zone “${a["zone"] ?? ""}”.`, todo: "Write a name such as Asia/Shanghai." }),
    malformed: (a) => ({
      what: `The format is clear (${enEngine.formats[a["format"] as keyof EngineWords["formats"]] ?? a["format"] ?? ""}), but reading stopped at byte ${n(a["at"])}: ${a["reason"] ?? ""}.`,
      todo: "The file was probably cut or edited. Export it again, or try another format below.",
    }),
    marks: (a) => ({ what: MARKS[a["reason"] ?? ""] ?? "These marks cannot be used.", todo: "Change the marks below, or choose two other lines." }),
    io: (a) => ({
      what: `The system refused to read on at byte ${n(a["at"])}: ${a["reason"] ?? ""}.`,
      todo: "Check that the file was not moved, deleted or locked by another program, then choose it again.",
    }),
    pack: (a) => ({
      what: `The rule pack “${a["pack"] ?? ""}” cannot be used${a["rule"] ? ` (rule ${a["rule"]})` : ""}: ${a["reason"] ?? ""}`,
      todo: "Correct the pack and load it again; all other rules keep working.",
    }),
    model: () => ({ what: "The text model inside the page is damaged.", todo: "Download the page again." }),
    cancelled: () => ({ what: "Stopped.", todo: "Your files are still chosen; you can start again." }),
    crashed: () => ({ what: "The analyzer stopped unexpectedly. What it had read is no longer in memory.", todo: "“Try again” reads your files from the start. If it stops again, try a smaller file." }),
    disposed: () => ({ what: "The analyzer is closed.", todo: "Reload the page and try again." }),
  },
  notes: {
    "zone-assumed": (a) => `The source names no time zone; read as ${a["zone"] ?? ""}.`,
    "date-order-assumed": (a) => `Day and month cannot be told apart; read as ${order(a["order"])}.`,
    "date-order-inferred": (a) => `Dates are read as ${order(a["order"])}${EVIDENCE[a["evidence"] ?? ""] ?? ""}.`,
    "year-assumed": (a) => `The source names no year; read as ${a["year"] ?? ""}.`,
    "no-year": () => "Dates have no year and nothing in the file tells it, so messages have no time.",
    "impossible-dates": (a) => `${count(a["count"], "date does", "dates do")} not exist when read as ${order(a["order"])}; check the date order.`,
    "no-time": (a) => `${a["count"] ? count(a["count"], "message has", "messages have") : "The source has"} no time, only an order; figures that need a time leave them out.`,
    "time-of-day-missing": (a) => `${count(a["count"], "message has", "messages have")} a day but no time of day; they count as midnight.`,
    "no-date-bar": () => "There are hours and minutes but no date before them, so the day is unknown.",
    "relative-dates": () => "Days such as “yesterday” cannot be dated from the file alone.",
    "encoding-guessed": (a) => `The text encoding is not declared; read as ${a["encoding"] ?? ""}.`,
    truncated: (a) => `The file breaks off at byte ${n(a["at"])}; everything before that was read.`,
    "long-line": (a) => `Line ${n(a["line"])} is longer than 1 MB; its end was not read.`,
    "mojibake-repaired": () => "Garbled characters were repaired.",
    "time-out-of-order": (a) => `${count(a["count"], "message was", "messages were")} out of order and sorted by time.`,
    duplicates: (a) => `${count(a["count"], "message", "messages")} appeared twice and counted once.`,
    "chunks-missing": (a) => `${count(a["parts"], "part of this export is", "parts of this export are")} not here (${a["chunks"] ?? ""})${a["count"] ? `; its list says ${count(a["count"], "message is", "messages are")} in there` : ""}. Choose all files of its folder together.`,
    unparsed: (a) => `${count(a["count"], "line", "lines")} could not be read; listed below.`,
  },
  unknownTodo: "Try another file, or export it again.",
  formats: {
    wechat_share: "WeChat: text shared by e-mail after multi-select",
    wechat_paste: "WeChat: copied on a computer",
    qq_txt: "QQ: .txt from the message manager",
    qq_paste: "QQ: copied on a computer",
    qq_mht: "QQ: .mht archive",
    qce: "QQChatExporter",
    memotrace: "MemoTrace",
    weflow: "WeFlow",
    echotrace: "EchoTrace",
    chatlab: "ChatLab interchange",
    chatlog: "chatlog",
    pywxdump: "PyWxDump",
    wechat_exporter: "WechatExporter (iPhone backup)",
    wechat_backup: "WeChat log of an iPhone backup tool",
    wecom: "WeCom message archive",
    feishu: "Feishu",
    telegram: "Telegram",
    whatsapp: "WhatsApp export",
    discord: "Discord",
    slack: "Slack",
    line: "LINE",
    messenger: "Messenger",
    instagram: "Instagram",
    kakaotalk: "KakaoTalk",
    signal: "Signal",
    google_chat: "Google Chat",
    table: "Table (CSV, TSV) with column names",
    generic_paste: "Plain text: “name: words”",
  },
  kinds: {
    text: "text",
    image: "picture",
    voice: "voice message",
    video: "video",
    file: "file",
    sticker: "sticker",
    link: "link",
    location: "location",
    contact: "contact card",
    payment: "red packet or transfer",
    call: "call",
    poll: "poll",
    recalled: "recalled",
    system: "notice",
    other: "other",
  },
  roles: { official: "Staff", seller: "Seller", member: "Member", unknown: "Role not set" },
  speakers: { official: "staff", seller: "sellers", member: "members", unknown: "people without a role" },
  severities: { S1: "Now", S2: "Within 30 min", S3: "Today", S4: "Watch" },
  categories: {
    advertising: "Advertising",
    platform: "Platform rules",
    group: "Group order",
    complaint: "Complaints and trust",
    safety: "People and safety",
    service: "Service wording",
  },
  encodings: { "utf-8": "UTF-8", gb18030: "GB18030", "utf-16le": "UTF-16", "utf-16be": "UTF-16", big5: "Big5", shift_jis: "Shift_JIS", "euc-kr": "EUC-KR" },
  dateOrders: { dmy: "day/month/year", mdy: "month/day/year", ymd: "year/month/day", ydm: "year/day/month" },
};
