/** Editing of a text with the person's own editor. */

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { variable } from "../../runtime/permissions.ts";

/** What is tried if neither $VISUAL nor $EDITOR is set. */
const EDITORS = ["vi", "nano"];

/**
 * Opens a text in $VISUAL, $EDITOR, vi or nano, and returns what became of it; null if the editor
 * reported a failure. Throws if there is none. The file is the person's alone, and does not stay.
 */
export async function editElsewhere(text: string): Promise<string | null> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "command.redis");
  try {
    fs.writeFileSync(file, `${text}\n`, { mode: 0o600 });
    if (!await runEditor(file)) return null;
    return fs.readFileSync(file, "utf8").replaceAll("\r\n", "\n").replace(/\n+$/, "");
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves to whether it ended well. */
async function runEditor(file: string): Promise<boolean> {
  const chosen = variable("VISUAL") || variable("EDITOR");
  if (chosen !== "") {
    // It may have arguments.
    if (process.platform === "win32") return await run(`${chosen} "${file}"`, [], true) === 0;
    return await run("sh", ["-c", `${chosen} "$1"`, "sh", file]) === 0;
  }
  for (const editor of EDITORS) {
    const status = await run(editor, [file]);
    if (status !== undefined) return status === 0;
  }
  throw new Error("There is no editor; $EDITOR may name one");
}

/** Resolves to the exit status; undefined if there is no such program. */
function run(program: string, args: string[], shell = false): Promise<number | null | undefined> {
  return new Promise((resolve, reject) => {
    spawn(program, args, { stdio: "inherit", shell })
      .once(
        "error",
        (error: Error & { code?: string }) =>
          error.code === "ENOENT" ? resolve(undefined) : reject(error),
      )
      .once("close", resolve);
  });
}
