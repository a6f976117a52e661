/**
 * What was typed before, kept in a file. Without permission to use it, it lasts a session.
 *
 * The file has a line for each entry, the oldest first; a line break within an entry is a CR there.
 * Several prompts may use it at once: each only appends to it, a whole line at a time. When it has
 * grown too long, one of them writes what is to stay into a new file and puts that in its place; it
 * then looks once more at the old one, for what others have appended in the meantime.
 */

import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { mayUseFile, variable } from "../../runtime/permissions.ts";
import { holdsSecret } from "./secrets.ts";

const ENTRIES_MAX = 100_000;
/** The file is written anew when it has this many times the lines that are to stay. */
const SURPLUS = 2;
const SURPLUS_LINES_MIN = 1000;
/** A file that is being written is left alone as long; then its writer is taken for dead. */
const WRITING_MS = 60_000;
/** How long another prompt may take from opening the file to having appended to it. */
const APPENDING_MS = 500;

/**
 * Where the history is kept: the file that RESPITE_HISTFILE or, as for redis-cli, REDISCLI_HISTFILE
 * names, else one in the home folder; null if neither can be known.
 */
export function historyFile(): string | null {
  const file = variable("RESPITE_HISTFILE") || variable("REDISCLI_HISTFILE");
  if (file !== "") return file;
  const home = variable(process.platform === "win32" ? "USERPROFILE" : "HOME");
  return home === "" ? null : path.join(home, ".respite_history");
}

export class History {
  readonly #file: string | null;
  readonly #max: number;
  /** The newest entry first; none twice. */
  readonly lines: string[];

  constructor(file: string | null, max: number = ENTRIES_MAX) {
    this.#file = file !== null && mayUseFile(file) ? file : null;
    this.#max = max;
    this.lines = this.#load();
  }

  /**
   * Remembers a text as the newest, unless it is empty, begins with a blank (so it is not to be
   * kept) or holds a password.
   */
  add(text: string): void {
    text = text.trimEnd();
    if (text === "" || /^\s/.test(text) || text === this.lines[0] || holdsSecret(text)) return;
    const before = this.lines.indexOf(text);
    if (before >= 0) this.lines.splice(before, 1);
    this.lines.unshift(text);
    this.lines.splice(this.#max);
    this.#quietly((file) => fs.appendFileSync(file, lineOf(text), { mode: 0o600 }));
  }

  #load(): string[] {
    let entries: string[] = [];
    this.#quietly((file) => {
      if (!fs.existsSync(file)) return;
      const text = fs.readFileSync(file, "utf8");
      const lines = text.split("\n").reverse();
      const kept = new Set(lines);
      kept.delete("");
      entries = [...kept].slice(0, this.#max);
      if (lines.length > Math.max(SURPLUS * entries.length, entries.length + SURPLUS_LINES_MIN)) {
        shorten(file, entries, Buffer.byteLength(text));
      }
      if (text.includes("\r")) entries = entries.map((line) => line.replaceAll("\r", "\n"));
    });
    return entries;
  }

  /** A history that cannot be kept is no reason to disturb anybody. */
  #quietly(act: (file: string) => void): void {
    if (this.#file === null) return;
    try {
      act(this.#file);
    } catch {
      return;
    }
  }
}

function lineOf(text: string): string {
  return `${text.replaceAll("\n", "\r")}\n`;
}

/** Puts a file with these lines (newest first) in place of one of which `length` bytes were read. */
function shorten(file: string, lines: readonly string[], length: number): void {
  const place = fs.realpathSync(file);
  const draft = `${place}.new`;
  if (!fs.statSync(place).isFile() || !mayUseFile(draft)) return;
  const old = fs.openSync(place, "r");
  try {
    if (fs.existsSync(draft) && Date.now() - fs.statSync(draft).mtimeMs > WRITING_MS) {
      fs.rmSync(draft);
    }
    const text = `${lines.toReversed().join("\n")}\n`;
    fs.writeFileSync(draft, text, { flag: "wx", mode: 0o600 }); // Fails if another one writes.
    fs.renameSync(draft, place);
  } catch (error) {
    fs.closeSync(old);
    throw error;
  }
  setTimeout(() => carryOver(old, length, place), APPENDING_MS).unref();
}

/** Appends what an old file has behind `length` bytes to the one that is in its place. */
function carryOver(old: number, length: number, place: string): void {
  try {
    const late = Buffer.alloc(Math.max(0, fs.fstatSync(old).size - length));
    fs.readSync(old, late, 0, late.length, length);
    if (late.length > 0) fs.appendFileSync(place, late);
  } catch {
    return; // As with all of the history.
  } finally {
    fs.closeSync(old);
  }
}
