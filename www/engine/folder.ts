// Files that come in a folder: which of them may hold a chat, and which folder they are of.

/** Endings of files that chats are exported with, and that are no chats. */
const NO_CHAT = /\.(jpe?g|png|gif|webp|heic|bmp|svg|ico|tgs|mp[34]|m4[av]|amr|silk|wav|aac|og[ga]|opus|mov|3gp|avi|mkv|webm|pdf|pptx?|vcf|ics|exe|dll|apk|dmg|js|css|woff2?|ttf|db|dat)$/i;

/** What systems leave behind: hidden files, and the folder that macOS puts into archives. */
const LITTER = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$)/;

/** `true` where a file of a folder may hold a chat, by its path with `/` between folders. */
export function mayHoldChat(path: string): boolean {
  return !NO_CHAT.test(path) && !LITTER.test(path);
}

/** The folder that a name such as `export/general/1.json` begins with; `undefined` where there is none. */
export function folderOf(name: string): string | undefined {
  return /^([^/]+)\//.exec(name)?.[1];
}
