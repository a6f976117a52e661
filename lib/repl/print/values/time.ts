/** Times as people read them. */

const MS = { s: 1000, ms: 1, us: 0.001 } as const;

/** The unit of a number that is a time. */
export type TimeUnit = keyof typeof MS;

/** From 2001 to 2100: what lies outside is hardly the time of an event. */
const [SOONEST_MS, LATEST_MS] = [978_307_200_000, 4_102_444_800_000];
const PARTS = [["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]] as const;

export function toMs(value: number, unit: TimeUnit): number {
  return value * MS[unit];
}

/** Whether this is plausible as a time since 1970, in milliseconds. */
export function isPlausibleDate(ms: number): boolean {
  return ms >= SOONEST_MS && ms < LATEST_MS;
}

/** `2026-11-21 12:30:05Z`; with milliseconds unless there are none. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace(".000Z", "Z");
}

/** `2d 3h`, `4m 59s`, `350ms`, `12µs`: the two largest parts. */
export function durationText(ms: number): string {
  if (ms < 1) return ms === 0 ? "0s" : `${Math.round(ms * 1000)}µs`;
  if (ms < 1000) return `${Math.round(ms * 100) / 100}ms`;
  if (ms < 10_000 && ms % 1000 !== 0) return `${(ms / 1000).toFixed(1)}s`;
  let seconds = Math.round(ms / 1000);
  const texts: string[] = [];
  for (const [name, size] of PARTS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 || texts.length > 0) texts.push(`${count}${name}`);
  }
  return texts.slice(0, 2).filter((text) => !/^0/.test(text)).join(" ");
}
