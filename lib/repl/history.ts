/** The lines typed before, kept in a file. Without permission to use it, they last a session. */

import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { mayReadVariable, mayUseFile } from "../runtime/permissions.ts";
import { textsOf, wordsOf } from "./words.ts";

const LINES_MAX = 1000;

/**
 * Where the history is kept: the file that RESPITE_HISTFILE names, else one in the home folder;
 * null if neither can be known.
 */
export function historyFile(): string | null {
  const file = variable("RESPITE_HISTFILE");
  if (file !== "") return file;
  const home = variable(process.platform === "win32" ? "USERPROFILE" : "HOME");
  return home === "" ? null : path.join(home, ".respite_history");
}

function variable(name: string): string {
  return (mayReadVariable(name) && process.env[name]) || "";
}

export class History {
  readonly #file: string | null;
  /** The newest line first. */
  readonly lines: string[] = [];

  constructor(file: string | null) {
    this.#file = file !== null && mayUseFile(file) ? file : null;
    this.lines = this.#load();
  }

  /** Remembers a line, unless it is empty, the last one again, or holds a password. */
  add(line: string): void {
    if (line.trim() === "" || line === this.lines[0] || holdsSecret(line)) return;
    this.lines.unshift(line);
    this.#quietly((file) => fs.appendFileSync(file, `${line}\n`, { mode: 0o600 }));
  }

  #load(): string[] {
    let lines: string[] = [];
    this.#quietly((file) => {
      if (!fs.existsSync(file)) return;
      const all = fs.readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
      lines = all.slice(-LINES_MAX);
      if (all.length > 2 * LINES_MAX) fs.writeFileSync(file, `${lines.join("\n")}\n`);
    });
    return lines.reverse();
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

/** Parameters whose values are passwords, or the names that go with them. */
const SECRET_PARAMETER =
  /^(requirepass|masterauth|masteruser|primaryauth|primaryuser|tls-.*pass)$/i;

/** Whether a line says a password, and must be kept nowhere. */
export function holdsSecret(line: string): boolean {
  // What has unbalanced quotes was refused, but may hold a password all the same.
  const words = textsOf(wordsOf(line) ?? wordsOf(line.replace(/["']/g, " "))!);
  const [name = "", sub = ""] = words.map((word) => word.toUpperCase());
  if (name === "AUTH") return true;
  if (name === "HELLO" || name === "MIGRATE") {
    return words.some((word) => /^auth2?$/i.test(word));
  }
  if (name === "ACL") return sub === "SETUSER";
  return name === "CONFIG" && sub === "SET" && words.some((word) => SECRET_PARAMETER.test(word));
}
