// 引擎说的话：格式、消息种类、角色、说明、错误。

import { formatNumber } from "./format.ts";
import type { FailureWords, Say } from "./index.ts";

const n = (value: number | string | undefined) => formatNumber("zh-CN", Number(value ?? 0));

const KINDS: Record<string, string> = {
  jpeg: "JPEG 图片",
  png: "PNG 图片",
  gif: "GIF 图片",
  webp: "WebP 图片",
  bmp: "BMP 图片",
  pdf: "PDF 文档",
  zip: "ZIP 压缩包",
  xlsx: "Excel 表格（.xlsx）",
  docx: "Word 文档（.docx）",
  gzip: "GZIP 压缩包",
  "7z": "7z 压缩包",
  rar: "RAR 压缩包",
  bzip2: "BZIP2 压缩包",
  xz: "XZ 压缩包",
  sqlite: "数据库文件",
  wecom: "企业微信会话存档的密文",
  ole: "旧版 Office 文件（.xls、.doc）",
  xls: "旧版 Excel 工作簿（.xls）",
  doc: "旧版 Word 文档（.doc）",
  ppt: "PowerPoint 演示文稿",
  office: "带密码的 Office 文档",
  html: "网页",
  "qq-bak": "QQ 的 .bak 备份，只有 QQ 自己能读（请在消息管理器里选「文本文件 .txt」导出）",
  "qq-db": "QQ 自己的消息数据库（请在消息管理器里导出成 .txt）",
  eml: "电子邮件",
  program: "程序文件",
  audio: "录音",
  video: "视频",
  "wechat-image": "微信的图片缓存",
  binary: "二进制文件",
};
/** 西文开头的名字前面空一格。 */
const kind = (id = "") => (Object.hasOwn(KINDS, id) ? (KINDS[id] ?? id) : id).replace(/^(?=[\x21-\x7e])/, " ");

const ORDERS: Record<string, string> = { dmy: "日/月/年", mdy: "月/日/年", ymd: "年/月/日", ydm: "年/日/月" };
const order = (id: string | undefined) => ORDERS[id ?? ""] ?? id ?? "";

const EVIDENCE: Record<string, string> = {
  "year-first": "，因为年份写在最前",
  "time-runs-forward": "，这样时间才从前往后走",
  "first-over-12": "，因为有的开头数字大于 12，只能是日",
  "second-over-12": "，因为有的第二个数字大于 12，只能是日",
};

/** 标记不能用的原因。 */
const MARKS: Record<string, string> = {
  "no-name": "还没标「谁」。",
  "no-sign": "只标了「谁」，旁边没有能认的符号，分不清哪一行是新的一条。",
  "no-time": "标作「什么时候」的字里没有日期，也没有几点几分。",
  overlap: "标的几段叠在一起了。",
  "shapes-differ": "标的两行排法不一样。",
  ambiguous: "按这样标，连标的那两行都会读错：名字从哪里开始、到哪里为止，分不清。",
  "no-line": "按这样标，没有一行对得上。",
};

const failures = {
  "empty-file": () => ({ what: "文件是空的，里面没有文字。", todo: "请重新导出一次，确认导出的文件大于 0 字节。" }),
  "not-text": (a) => ({
    what: `这不是文本，看起来是${kind(a["kind"])}（从字节 ${n(a["at"])} 起不再是文字）。`,
    todo: "请导出成 .txt、.csv 或 .json；截图里的文字这里读不了。",
  }),
  encrypted: (a) => ({
    what: `文件加了密（${kind(a["kind"]).trim()}，字节 ${n(a["at"])} 处标明）。`,
    todo: a["kind"] === "wecom" ? "请先用企业微信会话存档的私钥解密，再把解出来的 JSON 拖进来。" : "请先用原来的软件输入密码解开，再把里面的聊天文本拖进来。",
  }),
  "nothing-inside": (a) => ({
    what: `压缩包里看了 ${n(a["files"])} 个文件，没有一个认得出是聊天记录。`,
    todo: "请解压后，把里面的聊天记录文件单独拖进来；也可以看看是不是导错了包。",
  }),
  archive: (a) => ({ what: `这是${kind(a["kind"])}，要先打开才能读。`, todo: "请先解压，或另存为文本 / CSV，再把里面的文件拖进来。" }),
  roster: () => ({ what: "这是一份名单，里面没有一条消息，不是聊天记录。", todo: "请把聊天记录也放进来（同一次导出的就行）；只有名单没法分析。" }),
  "too-large": (a) => ({ what: `这是${kind(a["kind"])}，解开后超过 ${n(a["limit"])} 字节（或份数），为防止卡死没有打开。`, todo: "请分几段时间导出，或自己解开，再把里面的聊天记录文件拖进来。" }),
  "training-data": (a) => ({
    what: `这是大模型的训练数据（有字段「${a["key"] ?? ""}」），不是聊天记录：里面没有人，也没有时间。`,
    todo: "请回到导出工具，选聊天记录格式（TXT、CSV，或带时间的 JSON）再导一次。",
  }),
  "one-endless-line": () => ({
    what: "开头 64 KB 里没有一次换行，也不是认识的 JSON。",
    todo: "请确认导出的是聊天记录。换行在复制时丢了的话，请重新导出成文件。",
  }),
  "unknown-format": (a) => ({
    what: a["line"] === "0" ? "里面没有一行文字像聊天记录。" : `是文本，但从第 ${n(a["line"])} 行起没认出是哪种聊天记录。`,
    todo: "在下面指给它看就能读；知道是哪种格式的话，也可以直接选。",
  }),
  "no-such-format": (a) => ({ what: `没有「${a["format"] ?? ""}」这种格式。`, todo: "请从列表里选一种。" }),
  "no-table": (a) => ({
    what: a["reason"] === "no-dates" ? `第 ${a["line"] ?? "1"} 行：读不出日期。` : `第 ${a["line"] ?? "1"} 行：没有数字列。`,
    todo: a["reason"] === "no-dates" ? "请把日期写成 2025-06-03 这样。" : "请保存成一行表头、一列日期、至少一列数字的表格。",
  }),
  "no-such-zone": (a) => ({ what: `没有「${a["zone"] ?? ""}」这个时区。`, todo: "请写成 Asia/Shanghai 这样的名字。" }),
  malformed: (a) => ({
    what: `认出了格式（${formats[a["format"] as keyof typeof formats] ?? a["format"] ?? ""}），但读不下去：字节 ${n(a["at"])} 处不对（${a["reason"] ?? ""}）。`,
    todo: "多半是文件被截断或改过。请重新导出，或在下面换一种格式再试。",
  }),
  marks: (a) => ({ what: MARKS[a["reason"] ?? ""] ?? "按这样标，读不了。", todo: "在下面改一下标记，或者换两行再标。" }),
  io: (a) => ({
    what: `读到字节 ${n(a["at"])} 时，系统不让继续读（${a["reason"] ?? ""}）。`,
    todo: "请确认文件没有被移动、删除或被别的软件占用，然后重新选一次。",
  }),
  pack: (a) => ({
    what: `规则包「${a["pack"] ?? ""}」不能用${a["rule"] ? `（规则 ${a["rule"]}）` : ""}：${a["reason"] ?? ""}`,
    todo: "请改好规则包再载入；其他规则照常工作。",
  }),
  model: () => ({ what: "页面里的文本模型损坏了。", todo: "请重新下载页面再试。" }),
  cancelled: () => ({ what: "已经停下。", todo: "文件还在，可以再来一次。" }),
  crashed: () => ({ what: "分析程序意外停了，刚才读到的内容已不在内存里。", todo: "点「重试」会从你选的文件重新读。还不行的话，换小一点的文件试试。" }),
  disposed: () => ({ what: "分析程序已经关闭。", todo: "请刷新页面再试。" }),
} satisfies Record<string, Say<FailureWords>>;

const notes = {
  "zone-assumed": (a) => `原文没写时区，按 ${a["zone"] ?? ""} 读。`,
  "date-order-assumed": (a) => `日期看不出先日还是先月，按${order(a["order"])}读。`,
  "date-order-inferred": (a) => `日期按${order(a["order"])}读${EVIDENCE[a["evidence"] ?? ""] ?? ""}。`,
  "year-assumed": (a) => `原文没写年份，按 ${a["year"] ?? ""} 年读。`,
  "no-year": () => "原文只写了月和日，文件里也没有年份的线索，所以没有时间。",
  "impossible-dates": (a) => `按${order(a["order"])}读时，有 ${n(a["count"])} 个日期不存在；请看看日期顺序对不对。`,
  "no-time": (a) => `${a["count"] ? `有 ${n(a["count"])} 条消息` : "原文"}没有时间，只有先后顺序；和时间有关的数字不算它们。`,
  "time-of-day-missing": (a) => `有 ${n(a["count"])} 条消息只写了哪一天，没写几点；按零点算。`,
  "no-date-bar": () => "只有几点几分，前面没有日期，所以不知道是哪一天。",
  "relative-dates": () => "「昨天」「星期二」这样的日子，光看文件推不出是哪一天。",
  "encoding-guessed": (a) => `文字编码没有标明，按 ${a["encoding"] ?? ""} 读。`,
  truncated: (a) => `文件在字节 ${n(a["at"])} 处断了，断开前的内容都已读到。`,
  "long-line": (a) => `第 ${n(a["line"])} 行超过 1 MB，后面的部分没有读。`,
  "mojibake-repaired": () => "原文有乱码，已经还原成正常文字。",
  "time-out-of-order": (a) => `${n(a["count"])} 条消息的时间前后颠倒，已按时间排好。`,
  duplicates: (a) => `${n(a["count"])} 条消息重复出现，只留一条。`,
  "chunks-missing": (a) => `这次导出还缺 ${n(a["parts"])} 个分块文件（${a["chunks"] ?? ""}）${a["count"] ? `，清单上说里面有 ${n(a["count"])} 条消息` : ""}。请把整个文件夹一起选进来。`,
  unparsed: (a) => `${n(a["count"])} 行没读懂，下面列出来了。`,
} satisfies Record<string, Say<string>>;

const formats = {
  wechat_share: "微信：多选后邮件或分享的文本",
  wechat_paste: "微信：电脑上复制的聊天",
  qq_txt: "QQ：消息管理器导出的 .txt",
  qq_paste: "QQ：电脑上复制的聊天",
  qq_mht: "QQ：.mht 存档",
  qce: "QQChatExporter",
  memotrace: "留痕 MemoTrace",
  weflow: "WeFlow",
  echotrace: "EchoTrace",
  chatlab: "ChatLab 交换格式",
  chatlog: "chatlog",
  pywxdump: "PyWxDump",
  wechat_exporter: "WechatExporter（iPhone 备份）",
  wechat_backup: "iPhone 备份工具的微信记录",
  wecom: "企业微信会话存档",
  feishu: "飞书",
  telegram: "Telegram",
  whatsapp: "WhatsApp 导出",
  discord: "Discord",
  slack: "Slack",
  line: "LINE",
  messenger: "Messenger",
  instagram: "Instagram",
  kakaotalk: "KakaoTalk",
  signal: "Signal",
  google_chat: "Google Chat",
  table: "表格（CSV / TSV），首行是列名",
  generic_paste: "普通文本：「名字: 内容」",
};

export const zhCNEngine = {
  failures,
  notes,
  unknownTodo: "请换一个文件，或重新导出再试。",
  formats,
  kinds: {
    text: "文字",
    image: "图片",
    voice: "语音",
    video: "视频",
    file: "文件",
    sticker: "表情",
    link: "链接",
    location: "位置",
    contact: "名片",
    payment: "红包或转账",
    call: "通话",
    poll: "投票",
    recalled: "已撤回",
    system: "系统提示",
    other: "其他",
  },
  roles: { official: "官方", seller: "卖家", member: "群友", unknown: "未标身份" },
  speakers: { official: "官方", seller: "卖家", member: "群友", unknown: "没标身份的人" },
  severities: { S1: "立即", S2: "半小时内", S3: "今天", S4: "留意" },
  categories: {
    advertising: "广告用语",
    platform: "平台规则",
    group: "群秩序",
    complaint: "投诉与信任",
    safety: "人身与安全",
    service: "客服用语",
  },
  encodings: { "utf-8": "UTF-8", gb18030: "GB18030（国标）", "utf-16le": "UTF-16", "utf-16be": "UTF-16", big5: "Big5（繁体）", shift_jis: "Shift_JIS（日文）", "euc-kr": "EUC-KR（韩文）" },
  dateOrders: { dmy: "日/月/年", mdy: "月/日/年", ymd: "年/月/日", ydm: "年/日/月" },
};
