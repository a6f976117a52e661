/** Reports of checks as text for people. */

import type { FileReport } from "./check.ts";
import type { CommandsReport } from "./commands_check.ts";
import type { RdbReport } from "./rdb_check.ts";

/** How many names of commands are told. */
const NAMES_MAX = 8;

/** All that there is to say of a file; its verdict is the last line. */
export function reportLines(report: FileReport): string[] {
  const { bytes, commands, path, problem, rdb } = report;
  const lines = [`${path}: ${bytes.toLocaleString("en")} bytes`];
  if (rdb !== null) lines.push(...rdbLines(rdb));
  if (commands !== null) lines.push(...commandsLines(commands));
  lines.push(problem === "" ? "  sound" : `  ${path} ${problem}`);
  return lines;
}

function rdbLines(rdb: RdbReport): string[] {
  const { aux, empty, expired, functions, keys, types, version, volatile, warnings } = rdb;
  if (version === 0) return [];
  const lines = [`  RDB version ${version}, ${rdb.end.toLocaleString("en")} bytes`];
  if (aux.size > 0) {
    lines.push(`  ${[...aux].map(([name, value]) => `${name} ${shown(name, value)}`).join(", ")}`);
  }
  lines.push(`  keys ${keys}, with expiry ${volatile}, expired ${expired}${countsOf(types)}`);
  if (functions > 0) lines.push(`  function libraries ${functions}`);
  if (empty > 0) lines.push(`  empty keys ${empty}, which are passed over`);
  lines.push(...warnings.map((warning) => `  ${warning}`));
  return lines;
}

function shown(name: string, value: string): string {
  return name === "ctime" && /^\d{1,11}$/.test(value)
    ? new Date(1000 * Number(value)).toISOString().replace(".000", "")
    : value;
}

function commandsLines({ commands, firstSeconds, lastSeconds, names }: CommandsReport): string[] {
  const frequent = [...names].sort(([, a], [, b]) => b - a);
  const lines = [`  commands ${commands}${countsOf(new Map(frequent.slice(0, NAMES_MAX)))}`];
  if (frequent.length > NAMES_MAX) lines[0] += ", …";
  if (lastSeconds > 0) {
    const [first, last] = [firstSeconds, lastSeconds]
      .map((seconds) => new Date(1000 * seconds).toISOString().replace(".000", ""));
    lines.push(`  written from ${first} to ${last}`);
  }
  return lines;
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  if (counts.size === 0) return "";
  return `: ${[...counts].map(([name, count]) => `${name} ${count}`).join(", ")}`;
}
