// What is to know about files before they are read: which of a folder may hold a chat, which folder it is, what day it is.

/** Endings of files that chats are exported with, and that are no chats. */
const NO_CHAT = /\.(jpe?g|png|gif|webp|heic|bmp|svg|ico|tgs|mp[34]|m4[av]|amr|silk|wav|aac|og[ga]|opus|mov|3gp|avi|mkv|webm|pdf|pptx?|vcf|ics|exe|dll|apk|dmg|js|css|woff2?|ttf|db|dat)$/i;

/** What systems leave behind: hidden files, and the folder that macOS puts into archives. */
const LITTER = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$)/;

/** `true` where a file of a folder may hold a chat, by its path with `/` between folders. */
export function mayHoldChat(path: string): boolean {
  return !NO_CHAT.test(path) && !LITTER.test(path);
}

/** The folder of a name such as `export/general/1.json`, here `export/general`; `undefined` where there is none. */
export function folderOf(name: string): string | undefined {
  const end = name.lastIndexOf("/");
  return end > 0 ? name.slice(0, end) : undefined;
}

/** The folder that was dropped, of one in it. */
export function topOf(folder: string): string {
  return folder.split("/")[0] ?? folder;
}

/** The local day as the engine takes it, for dates that lack a year. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
