/** How far the loading of data at the start has come, as INFO and the terminal tell. */

export interface LoadingProgress {
  /** Unix milliseconds. */
  readonly sinceMs: number;
  readonly totalBytes: number;
  readonly loadedBytes: number;
  /** In all databases. */
  readonly keys: number;
}

/** Seconds that are left at this speed, rounded down; 1 while nothing is known. */
export function secondsLeft(progress: LoadingProgress, nowMs: number): number {
  const { loadedBytes, sinceMs, totalBytes } = progress;
  if (loadedBytes === 0) return 1;
  return Math.floor((nowMs - sinceMs) / 1000 * (totalBytes - loadedBytes) / loadedBytes);
}
