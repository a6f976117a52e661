/**
 * Where we differ from redis-server 7.0 on purpose. The reference is 7.2 to 7.4; what those changed
 * is listed here with the reason, and nothing else is.
 */

export interface Difference {
  /** Commands concerned, by their beginning, in capitals. */
  readonly command: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [];

/** Whether the reply to this command (as it was typed) is known to differ. */
export function isKnown(command: string): boolean {
  return DIFFERENCES.some((difference) => difference.command.test(command));
}
