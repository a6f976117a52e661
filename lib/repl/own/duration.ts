/** How long to wait, as people write it. */

/** `2`, `0.5s`, `200ms`, `1m` in milliseconds; seconds without a unit. Null if it is none. */
export function readDuration(text: string): number | null {
  const [, number, unit = "s"] = /^(\d*\.?\d+)(ms|s|m)?$/.exec(text) ?? [];
  if (number === undefined) return null;
  return Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as "ms" | "s" | "m"];
}
