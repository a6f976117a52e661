/** `respite check`: whether data files are sound, what is in them, and what can be saved of them. */

import type { Command } from "@commander-js/extra-typings";
import fs from "node:fs";
import process from "node:process";

interface CheckFlags {
  readonly fix?: true;
  readonly yes?: true;
  readonly truncateToTimestamp?: number;
}

export function defineCheck(program: Command): void {
  program.command("check")
    .description("check data files: RDB, append-only files, directories with them")
    .argument("<path...>", "a file, a manifest, or a directory")
    .option("--fix", "cut off what is torn at the end of an append-only file")
    .option(
      "--truncate-to-timestamp <seconds>",
      "cut off what was written later than this Unix time (with aof-timestamp-enabled)",
      Number,
    )
    .option("-y, --yes", "do not ask before something is cut off")
    .helpOption("--help", "show this help")
    .addHelpText("after", "\nEnds with 0 if all is sound (or was made so), else with 1.\n")
    .action(async (paths, options) => process.exit(await check(paths, options)));
}

/** Checks the paths, prints reports, and returns the exit status. */
async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const [{ FileStorage }, { checkPath, cutOff }, { reportLines }, { Config }] = await Promise.all([
    import("../persistence/file_storage.ts"),
    import("../persistence/check/check.ts"),
    import("../persistence/check/report.ts"),
    import("../state/config/config.ts"),
  ]);
  const storage = new FileStorage("");
  const options = {
    storage,
    isFolder: (path: string) =>
      fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    limits: new Config({}).values,
    nowMs: Date.now(),
    ...(flags.truncateToTimestamp !== undefined && { untilSeconds: flags.truncateToTimestamp }),
  };
  const mayCut = flags.fix === true || flags.truncateToTimestamp !== undefined;
  let status = 0;
  for (const path of paths) {
    try {
      for (const report of checkPath(path, options)) {
        console.log(reportLines(report).join("\n"));
        if (report.problem === "") continue;
        const { bytes, cutAt } = report;
        if (cutAt < 0) {
          status = 1;
          continue;
        }
        const what = `the last ${bytes - cutAt} of ${bytes} bytes of ${report.path}`;
        if (!mayCut) {
          console.log(`  --fix would cut off ${what}`);
          status = 1;
        } else if (flags.yes || await agrees(`Cut off ${what}?`)) {
          cutOff(report, storage);
          console.log(`  cut off ${what}`);
        } else {
          status = 1;
        }
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      console.error(`respite: ${error.message}`);
      status = 1;
    }
  }
  return status;
}

async function agrees(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
