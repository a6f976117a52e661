/** `respite convert`: data files of one format into another. */

import { type Command, Option } from "@commander-js/extra-typings";
import fs from "node:fs";
import process from "node:process";

const FORMATS = ["rdb", "aof", "folder", "jsonl"] as const;

interface ConvertFlags {
  readonly from?: typeof FORMATS[number];
  readonly to?: typeof FORMATS[number];
  readonly valkey?: boolean;
}

export function defineConvert(program: Command): void {
  program.command("convert")
    .description("convert data files: RDB, append-only files, JSON lines")
    .argument("<input>", "a file, or the folder of an append-only file")
    .argument("<output>", "NAME.rdb, NAME.aof, NAME.jsonl, a folder, or - for JSON lines here")
    .addOption(new Option("--from <format>", "what the input is").choices(FORMATS))
    .addOption(new Option("--to <format>", "what to make of it").choices(FORMATS))
    .option("--valkey", "make RDB files for Valkey 9, if fields of hashes expire")
    .helpOption("--help", "show this help")
    .addHelpText(
      "after",
      "\nFormats: rdb; aof, a file of commands; folder, an append-only file with its manifest;\n" +
        "jsonl, a key a line. Libraries of functions go along.\n" +
        "Hashes whose fields expire have no form in RDB files that both Redis and Valkey read:\n" +
        "without --valkey, it is that of Redis 7.4. Commands (aof) can be read by both.\n",
    )
    .action(async (input, output, options) => process.exit(await run(input, output, options)));
}

async function run(input: string, output: string, flags: ConvertFlags): Promise<number> {
  const [{ FileStorage }, { convert }, { PROCESS_CLOCK, processFacts }] = await Promise.all([
    import("../persistence/file_storage.ts"),
    import("../persistence/convert/convert.ts"),
    import("../runtime/process.ts"),
  ]);
  const nothing = () => "";
  try {
    const { bytes, from, keys, libraries, to } = convert(input, output, {
      from: flags.from,
      to: flags.to,
      isForValkey: flags.valkey,
      storage: new FileStorage(""),
      isFolder: (path) => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
      clock: PROCESS_CLOCK,
      host: {
        ...processFacts(),
        configFile: "",
        rewriteConfig: () => {},
        readAclFile: nothing,
        writeAclFile: () => {},
        shutDown: () => {},
        log: (level, line) => void (level === "warning" && console.error(line)),
      },
      standardOutput: (bytes) => {
        for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
      },
    });
    const also = libraries > 0 ? ` and ${libraries} function libraries` : "";
    console.error(`${keys} keys${also} from ${from} to ${to}, ${bytes} bytes`);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`respite: ${error.message}`);
    return 1;
  }
}
