/**
 * Makes one file that serves and prompts: `compile.ts deno` or `compile.ts bun`, into `dist/`.
 *
 * Ends with 0 when there is a binary, with 2 when this machine cannot make one (the reason is
 * said), with 1 when the compiler failed.
 */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SUFFIX = process.platform === "win32" ? ".exe" : "";
const CANNOT = 2;

function compileWithDeno(): void {
  const output = path.join(ROOT, "dist", `respite-deno${SUFFIX}`);
  const args = ["compile", "-A", "--no-check", "--output", output, "main.ts"];
  const result = spawnSync("deno", args, { cwd: ROOT, encoding: "utf8" });
  if (result.error) cannot("deno is not on PATH");
  if (result.status !== 0) {
    // The base binary, denort, is downloaded at the first use.
    if (/denort|dl\.deno\.land|lookup address|error sending request/i.test(result.stderr)) {
      cannot("deno compile needs denort, which could not be downloaded (or set DENORT_BIN)");
    }
    process.stderr.write(result.stderr);
    process.exit(1);
  }
  console.log(`made ${path.relative(process.cwd(), output)}`);
}

/** `bun build` wants its packages in a folder: they are installed into a copy of the tree. */
function compileWithBun(): void {
  const output = path.join(ROOT, "dist", `respite-bun${SUFFIX}`);
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "respite-compile-"));
  try {
    for (const name of ["main.ts", "lib", "package.json", "bun.lock"]) {
      fs.cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
    }
    runBun(["install", "--frozen-lockfile", "--production", "--silent"], copy);
    // As bytecode, so that nothing has to be parsed at the start.
    const how = ["--compile", "--minify", "--bytecode", "--format=esm"];
    runBun(["build", ...how, "main.ts", "--outfile", output], copy);
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
  console.log(`made ${path.relative(process.cwd(), output)}`);
}

function runBun(args: readonly string[], folder: string): void {
  const { error, status, stderr } = spawnSync("bun", args, { cwd: folder, encoding: "utf8" });
  if (error) cannot("bun is not on PATH");
  if (status === 0) return;
  process.stderr.write(stderr);
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

function cannot(reason: string): never {
  console.error(`skipped: ${reason}`);
  process.exit(CANNOT);
}

const compilers: Record<string, () => void> = { deno: compileWithDeno, bun: compileWithBun };
const compiler = compilers[process.argv[2] ?? ""];
if (compiler === undefined) {
  console.error("usage: compile.ts deno|bun");
  process.exit(1);
}
fs.mkdirSync(path.join(ROOT, "dist"), { recursive: true });
compiler();
