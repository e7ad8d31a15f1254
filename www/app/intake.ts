// Files and text from drops, folders and the clipboard.

import type { Input } from "../engine/client.ts";

/** More files than this at once are refused; a chat export has a few. */
export const MAX_FILES = 500;

export interface Intake {
  files: File[];
  /** Files of a folder that cannot be chats: pictures, sound, film, programs. */
  skipped: number;
}

const SKIP = /(^\.|\.(jpe?g|png|gif|webp|heic|bmp|svg|ico|mp[34]|m4a|amr|silk|wav|aac|mov|avi|mkv|webm|exe|dll|apk|dmg|js|css|woff2?|ttf|db|dat)$)/i;

/** A text from the clipboard as an input. */
export function textInput(name: string, text: string): Input {
  return { name: `${name}.txt`, bytes: new TextEncoder().encode(text) };
}

/** Everything dropped, folders included. Must be called inside the event, because the entries vanish after it. */
export async function fromDrop(data: DataTransfer): Promise<Intake> {
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  const intake: Intake = { files: [], skipped: 0 };
  if (!entries.some((entry) => entry?.isDirectory)) return { files: [...data.files], skipped: 0 };
  for (const entry of entries) if (entry) await walk(entry, false, intake);
  return intake;
}

/** The files of a folder picker. */
export function fromFolder(list: FileList): Intake {
  const files = [...list].filter(({ name }) => !SKIP.test(name));
  return { files, skipped: list.length - files.length };
}

async function walk(entry: FileSystemEntry, inFolder: boolean, intake: Intake): Promise<void> {
  if (intake.files.length > MAX_FILES) return;
  if (isFile(entry)) {
    if (inFolder && SKIP.test(entry.name)) intake.skipped++;
    else intake.files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  } else if (isFolder(entry) && entry.name !== "__MACOSX") {
    const reader = entry.createReader();
    // A reader hands out its entries in parts, the last of them empty.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (!part.length) break;
      for (const child of part) await walk(child, true, intake);
    }
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
