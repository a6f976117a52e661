/** From a plan to a configuration: files and options applied, and what that left to say. */

import { findParameter, parameter } from "../state/config/table.ts";
import { Config } from "../state/config/config.ts";
import {
  applyDirectives,
  ConfigFileError,
  type ConfigFiles,
  type Directive,
  fileDirectives,
} from "../state/config/file.ts";
import { bytesToText, textToBytes } from "../state/config/text.ts";
import { globMatch } from "../types/glob.ts";
import { expandPattern, readBytes } from "../runtime/files.ts";
import type { ServePlan } from "./plan.ts";

/** Where ours differs from Redis: reachable from this machine only, and no snapshots yet. */
const DEFAULTS = { bind: "127.0.0.1", save: "" } as const;

/** The port of the exercise that the miniature dialect comes from. */
const MINIATURE_PORT = "31337";

export interface Settings {
  readonly config: Config;
  /** Lines `user NAME RULE…`. */
  readonly users: readonly Directive[];
  /** Lines `rename-command FROM TO`. */
  readonly renames: readonly Directive[];
  /** Parameters that were set to something, and that have no meaning in this server. */
  readonly inert: readonly string[];
}

/** Puts a plan into force. Throws ConfigFileError, or an error about a file that is not there. */
export function readSettings({ dialect, files, directives }: ServePlan): Settings {
  const config = new Config({
    ...DEFAULTS,
    ...(dialect === "miniature" && { port: MINIATURE_PORT }),
  });
  const all: Directive[] = [];
  for (const file of files) all.push(...readFile(file));
  all.push(...directives);
  const { users, renames, modules } = applyDirectives(config, all);
  const isSet = (name: string) => all.some((each) => findParameter(each.name) === name);
  // Who names a directory wants to find the data there.
  if (isSet("dir") && !isSet("appendonly") && dialect === "redis") {
    config.preset("appendonly", ["yes"]);
  }
  if (modules.length > 0) throw new ConfigFileError(modules[0], "not supported by this server");
  const inert = new Set<string>();
  for (const { name: spelling } of all) {
    const name = findParameter(spelling);
    if (name === undefined || !parameter(name).inert) continue;
    if (config.text(name) !== config.initialText(name)) inert.add(name);
  }
  return { config, users, renames, inert: [...inert] };
}

const FILES: ConfigFiles = {
  read: (path) => bytesToText(readBytes(path)),
  expand: (pattern) =>
    expandPattern(pattern, (glob, name) => {
      const [a, b] = [textToBytes(glob), new TextEncoder().encode(name)];
      return globMatch(a, 0, a.length, b, 0, b.length, false);
    }),
};

function readFile(file: string): Directive[] {
  let failure: unknown;
  try {
    return [...fileDirectives(file, FILES)];
  } catch (error) {
    if (error instanceof ConfigFileError) throw error;
    failure = error;
  }
  throw new Error(`Cannot read ${file}: ${(failure as Error).message}`, { cause: failure });
}
