/** A terminal of tmux's: keys are pressed in it, and its screen is read. */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 40;
/** The screen rests when it has been the same for so long. */
const REST_MS = 320;
/** What stands at the end when the prompt, or the shell, waits for a line. */
const READY = /[>$]$/;

export interface PaneOptions {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
  /** The program and its arguments. */
  readonly program: readonly string[];
  /** All variables that it has. */
  readonly variables: Readonly<Record<string, string>>;
}

export class Pane implements Disposable {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-captures-"));

  constructor({ columns, rows, folder, program, variables }: PaneOptions) {
    const environment = Object.entries(variables).map((pair) => pair.join("="));
    this.#tmux(
      ...["new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "-c", folder],
      ...["env", "-i", "TERM=screen", ...environment, ...program],
    );
  }

  /** Types text; rests until the screen does. */
  async type(text: string): Promise<void> {
    this.#tmux("send-keys", "-l", "--", text);
    await this.rest();
  }

  /** Presses a key by tmux's name: `Tab`, `C-r`, `Enter`. */
  send(key: string): void {
    this.#tmux("send-keys", key);
  }

  /** Presses keys, and rests after each until the screen does. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.send(key);
      await this.rest();
    }
  }

  /** Types a line and Enter, and waits until there is a prompt again. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    this.send("Enter");
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.shows(READY);
    await this.rest();
  }

  /** Waits until the screen shows it. Throws after twenty seconds. */
  async shows(pattern: RegExp): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!pattern.test(this.text)) {
      if (performance.now() > end) {
        throw new Error(`The screen never shows ${pattern}:\n${this.text}`);
      }
      await passed(LOOK_EVERY_MS);
    }
  }

  async rest(): Promise<void> {
    for (
      let [seen, since] = [this.coloured, performance.now()];
      performance.now() - since < REST_MS;
    ) {
      await passed(LOOK_EVERY_MS);
      const { coloured } = this;
      if (coloured !== seen) [seen, since] = [coloured, performance.now()];
    }
  }

  /** What the screen shows, and what has left it at the top. */
  get text(): string {
    return this.#tmux("capture-pane", "-p", "-S", "-").trimEnd();
  }

  /** The same with SGR codes. */
  get coloured(): string {
    return this.#tmux("capture-pane", "-p", "-e", "-S", "-").trimEnd();
  }

  [Symbol.dispose](): void {
    try {
      this.#tmux("kill-server");
    } catch { // Its program has ended, and so has tmux.
    }
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...args: string[]): string {
    const place = ["-S", path.join(this.#folder, "socket"), "-f", "/dev/null", "-u"];
    const { stdout, stderr, status, error } = spawnSync("tmux", [...place, ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, LANG: "C.UTF-8" },
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  }
}

export function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
