/**
 * Where we differ from redis-server 7.0 on purpose. The reference is 7.2 to 7.4; what those changed
 * is listed here with the reason, and nothing else is. The replay test asserts that each of these
 * still makes a difference.
 */

export interface Difference {
  /** Commands concerned, as they were typed. */
  readonly command: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    command: /^SCAN (""|-1|" 0")$/,
    reason: "7.4 reads the cursor as a whole unsigned number; 7.0 as strtoul does.",
  },
  {
    command: /^CONFIG GET \*-max-listpack-\*$/,
    reason: "7.2 has listpacks for sets, and their two thresholds.",
  },
  {
    command: /^CONFIG SET loglevel nope$/,
    reason: "7.2 knows one more level, nothing.",
  },
];

/** Whether the reply to this command (as it was typed) is known to differ. */
export function isKnown(command: string): boolean {
  return DIFFERENCES.some((difference) => difference.command.test(command));
}
