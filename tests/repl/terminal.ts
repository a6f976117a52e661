/** Real terminals to run a program in: tmux's, or the one of util-linux's `script`. */

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { Screen } from "../support/screen.ts";

export const [COLUMNS, ROWS] = [60, 16];
const PATIENCE_MS = 60_000;
/** What the prompt says of a command for which it had to wait: a matter of the machine. */
const SLOW = /^\(\d+\.\d\ds\)\n/gm;

/** A terminal in which a program runs, and what is on its screen. */
export interface Terminal extends Disposable {
  /** Presses keys; `\x04` is Ctrl-D. */
  type(keys: string): void;
  /**
   * Waits until the screen shows it, not counting how long commands took; throws after a minute,
   * and says what it shows instead.
   */
  shows(pattern: RegExp): Promise<void>;
}

/** A way to have a terminal on this machine. */
export interface TerminalKind {
  readonly name: string;
  readonly isThere: boolean;
  /** Runs a program in a new terminal, with some more variables. When it has ended, says how. */
  open(commandLine: readonly string[], variables: Readonly<Record<string, string>>): Terminal;
}

/** Keeps the terminal, and tells how the program ended and whether the terminal is as it was. */
const WRAPPER = `
trap : INT # Ctrl-C is the program's.
before=$(stty -g)
"$@"
status=$?
if [ "$before" = "$(stty -g)" ]; then echo "status $status, restored"
else echo "status $status, NOT RESTORED"; fi
exec cat >/dev/null`;

export const TMUX: TerminalKind = {
  name: "tmux",
  isThere: spawnSync("tmux", ["-V"]).status === 0,
  open(commandLine, variables) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
    const tmux = (...args: string[]): string => {
      const place = ["-S", path.join(folder, "socket"), "-f", "/dev/null", "-u"];
      const { stdout, stderr, status } = spawnSync("tmux", [...place, ...args], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
      return stdout;
    };
    tmux(
      ...["new-session", "-d", "-x", `${COLUMNS}`, "-y", `${ROWS}`],
      ...Object.entries(variables).flatMap((pair) => ["-e", pair.join("=")]),
      ...["sh", "-c", WRAPPER, "sh", ...commandLine],
    );
    return {
      type: (keys) => void tmux("send-keys", "-l", "--", keys),
      shows: (pattern) => shows(pattern, () => tmux("capture-pane", "-p").trimEnd()),
      [Symbol.dispose]: () => {
        tmux("kill-server");
        fs.rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

export const SCRIPT: TerminalKind = {
  name: "script",
  isThere: /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? ""),
  open(commandLine, variables) {
    const screen = new Screen(COLUMNS, ROWS);
    const size = `stty rows ${ROWS} columns ${COLUMNS}\n`;
    const words = ["exec", "sh", "-c", size + WRAPPER, "sh", ...commandLine];
    const child = spawn("script", ["-qfc", words.map(quoted).join(" "), "/dev/null"], {
      env: { ...process.env, TERM: "xterm", SHELL: "/bin/sh", ...variables },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const decoder = new TextDecoder();
    child.stdout.on("data", (bytes) => screen.write(decoder.decode(bytes, { stream: true })));
    return {
      type: (keys) => void child.stdin.write(keys),
      shows: (pattern) => shows(pattern, () => screen.text),
      [Symbol.dispose]: () => void child.kill("SIGKILL"),
    };
  },
};

/** A word for the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function shows(pattern: RegExp, screen: () => string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  let text: string;
  while (!pattern.test(text = screen().replace(SLOW, ""))) {
    if (performance.now() > end) throw new Error(`The screen never shows ${pattern}:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
