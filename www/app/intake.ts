// Files and text from drops, folders and the clipboard.

import type { Input } from "../engine/client.ts";
import { mayHoldChat } from "../engine/files.ts";

/** More files than this at once are refused; the folder of a Slack export has a file a channel and day. */
export const MAX_FILES = 50_000;

export interface Intake {
  /** A file of a folder bears its path, which begins with the folder's name. */
  files: Input[];
  /** Files of a folder that cannot be chats: pictures, sound, film, programs. */
  skipped: number;
}

/** A text from the clipboard as an input. */
export function textInput(name: string, text: string): Input {
  return { name: `${name}.txt`, bytes: new TextEncoder().encode(text) };
}

/** Everything dropped, folders included. Must be called inside the event, because the entries vanish after it. */
export async function fromDrop(data: DataTransfer): Promise<Intake> {
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return { files: [...data.files], skipped: 0 };
  const intake: Intake = { files: [], skipped: 0 };
  for (const entry of entries) {
    if (!entry) continue;
    const found: Intake = { files: [], skipped: 0 };
    await walk(entry, found);
    intake.files.push(...sorted(found.files));
    intake.skipped += found.skipped;
  }
  return intake;
}

/** The files of a folder picker. */
export function fromFolder(list: FileList): Intake {
  const files = [...list].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(({ name }) => mayHoldChat(name));
  return { files: sorted(files), skipped: list.length - files.length };
}

async function walk(entry: FileSystemEntry, found: Intake): Promise<void> {
  if (found.files.length > MAX_FILES) return;
  const name = entry.fullPath.replace(/^\//, "");
  if (isFile(entry)) {
    const inFolder = name.includes("/");
    if (inFolder && !mayHoldChat(name)) found.skipped++;
    else {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      found.files.push(inFolder ? { name, file } : file);
    }
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    // A reader hands out its entries in parts, the last of them empty.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (!part.length) break;
      await Promise.all(part.map((child) => walk(child, found)));
    }
  }
}

/** In the order of their names, whatever order the disk has. */
function sorted(files: Input[]): Input[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
