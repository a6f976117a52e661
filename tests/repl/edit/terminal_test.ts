/** The editor in a real terminal: what a person sees after which keys. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { commandLine } from "../../cli/support.ts";
import { type Scene, scene } from "../scene.ts";
import { SCRIPT, TMUX } from "../terminal.ts";

const kind = [TMUX, SCRIPT].find(({ isThere }) => isThere);
const skip = kind === undefined && "there is neither tmux nor util-linux's script";

/** A file that is gone when it is no longer needed. */
function temporaryFile(text: string, mode: number): { file: string } & Disposable {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "file");
  fs.writeFileSync(file, text, { mode });
  return { file, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

function inTerminal(
  title: string,
  act: (scene: Scene) => Promise<void>,
  history: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): void {
  test(`terminal: ${title}`, { skip }, async () => {
    await using it = await scene(kind!, history, variables);
    await act(it);
  });
}

inTerminal("several lines, a suggestion, and pasted blocks", async (it) => {
  const { terminal, prompt, ask } = it;
  terminal.type('set k "one\r  two"');
  await terminal.shows(new RegExp(`^${prompt} set k "one\n +\\.\\.\\.   two" \\[NX`));
  terminal.type("\x1b[A\x05!\r");
  await terminal.shows(/ {3}two"\nOK\n/);
  await ask("GET k", "$10\r\none!\n  two\r\n");
  terminal.type("get gre");
  await terminal.shows(/> get greeting\n/);
  terminal.type("\x1b[C!\r");
  await terminal.shows(/> get greeting!\n\(nil\)\n/);
  terminal.type("\x1b[200~get a\rget b\rget c\x1b[201~");
  await terminal.shows(/> get a\n\(nil\)\n.*> get b\n\(nil\)\n.*> get c/);
}, ["get greeting"]);

inTerminal("a menu of keys, in which Tab chooses", async ({ terminal, prompt, ask }) => {
  await ask("MSET user:1 a user:2 b", "+OK\r\n");
  terminal.type("get user:");
  await terminal.shows(/ get user:/);
  terminal.type("\t");
  await terminal.shows(new RegExp(`^${prompt} get user:\nuser:1 +user:2`));
  terminal.type("\t\t");
  await terminal.shows(new RegExp(`^${prompt} get user:2\nuser:1 +user:2`));
  terminal.type("\r\r");
  await terminal.shows(new RegExp(`^${prompt} get user:2\n"b"\n${prompt}$`));
});

inTerminal("vi's keys, with the mode below", async ({ terminal, prompt }) => {
  terminal.type("\\editing vi\r");
  await terminal.shows(/\n-- INSERT --$/);
  terminal.type("get one two\x1b");
  await terminal.shows(/> get one two\n-- NORMAL --/);
  terminal.type("bcwthree\x1b0");
  await terminal.shows(/> get one three\n-- NORMAL --/);
  terminal.type("dw2.ipin\x1bag\r");
  await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}\n-- INSERT --$`));
});

test("terminal: the person's own editor changes the line, from a file that is theirs alone", {
  skip,
}, async () => {
  using editor = temporaryFile(
    '#!/bin/sh\n[ "$(stat -c %a "$1")" = 600 ] && printf "%s edited\\n" "$(cat "$1")" >"$1.new"\n' +
      'mv "$1.new" "$1"\necho ready\nread answer </dev/tty\n',
    0o700,
  );
  await using it = await scene(kind!, [], { VISUAL: editor.file });
  const { terminal, prompt } = it;
  terminal.type("echo");
  await terminal.shows(/> echo/);
  terminal.type("\x18\x05");
  await terminal.shows(/^ready$/);
  terminal.type("an answer\r"); // The editor has the terminal now.
  await terminal.shows(new RegExp(`${prompt} echo edited\n`));
  terminal.type("\r");
  await terminal.shows(new RegExp(`${prompt} echo edited\n"edited"\n${prompt}$`));
});

inTerminal("Ctrl-Z does nothing where no shell could bring the prompt back", async (it) => {
  const { terminal, prompt } = it;
  terminal.type("pi\x1a");
  await terminal.shows(new RegExp(`^${prompt} pi[^]*\n${prompt} pi`));
  terminal.type("ng\r");
  await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
});

test("terminal: Ctrl-Z stops the prompt, and fg brings it back as it was", { skip }, async () => {
  using history = temporaryFile("", 0o600);
  using shell = kind!.open(["bash", "--norc", "-i"], {
    RESPITE_HISTFILE: history.file,
    PS1: "shell> ",
    PROGRAM: commandLine(["repl", "-p", "1"]).join(" "),
  });
  await shell.shows(/shell> $|shell>$/);
  shell.type("$PROGRAM\r");
  await shell.shows(/not connected>$/);
  shell.type("typed\x1a");
  await shell.shows(/> typed\n[^]*Stopped[^]*\nshell>$/);
  shell.type("stty -a | grep -o -e -icanon; fg\r");
  await shell.shows(/-icanon; fg\n[^-]*> typed$/);
  shell.type("\x03\x04");
  await shell.shows(/typed\^C\nnot connected>\nshell>$/);
});
