/** Waiting, as long as nobody is in a hurry. */

/** `2`, `0.5s`, `200ms`, `1m` in milliseconds; seconds without a unit. Null if it is none. */
export function readDuration(text: string): number | null {
  const [, number, unit = "s"] = /^(\d*\.?\d+)(ms|s|m)?$/.exec(text) ?? [];
  if (number === undefined) return null;
  return Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as "ms" | "s" | "m"];
}

/** Resolves after so long, or at once when `signal` is aborted. */
export function paused(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
