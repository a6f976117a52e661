/**
 * The log, in Redis's format: `4711:M 21 Nov 2026 07:11:02.082 * Ready to accept connections tcp`.
 *
 * A file is opened anew for each line, so that it may be moved away while the server runs.
 */

import fs from "node:fs";
import process from "node:process";

/** How much a line matters, least first. */
export type LogLevel = "debug" | "verbose" | "notice" | "warning";

/** Which lines are wanted: those of a level and above, or none at all. */
export type LogThreshold = LogLevel | "nothing";

const MARKS: Record<LogLevel, string> = { debug: ".", verbose: "-", notice: "*", warning: "#" };
const ORDER: readonly LogThreshold[] = ["debug", "verbose", "notice", "warning", "nothing"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Where lines go and which are wanted; looked up for each line. */
export interface LogTarget {
  readonly threshold: LogThreshold;
  /** A path, or empty for standard output. */
  readonly file: string;
}

/** Writes a line, if lines of its level are wanted. A file that cannot be written is passed over. */
export function writeLog({ threshold, file }: LogTarget, level: LogLevel, line: string): void {
  if (ORDER.indexOf(level) < ORDER.indexOf(threshold)) return;
  const text = formatLine(process.pid, new Date(), level, line);
  if (file === "") return console.log(text);
  try {
    fs.appendFileSync(file, text + "\n");
  } catch { /* A full disk must not stop the server. */ }
}

/** The line as it stands in the log, without its end; local time. */
export function formatLine(pid: number, date: Date, level: LogLevel, line: string): string {
  const two = (n: number, width = 2) => String(n).padStart(width, "0");
  const day = `${two(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => two(n)).join(":");
  return `${pid}:M ${day} ${time}.${two(date.getMilliseconds(), 3)} ${MARKS[level]} ${line}`;
}
