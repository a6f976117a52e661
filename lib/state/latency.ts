/** The latency monitor: events that took longer than `latency-monitor-threshold`, by kind. */

export interface LatencySample {
  readonly atSeconds: number;
  ms: number;
}

export interface LatencyEvent {
  /** The latest, oldest first, one a second at most. */
  readonly samples: LatencySample[];
  /** The longest ever. */
  maxMs: number;
}

const SAMPLES_MAX = 160;

export class LatencyMonitor {
  readonly events: Map<string, LatencyEvent> = new Map();

  /** Records that something of this kind took so long. */
  add(kind: string, atMs: number, ms: number): void {
    let event = this.events.get(kind);
    if (event === undefined) this.events.set(kind, event = { samples: [], maxMs: 0 });
    const atSeconds = Math.floor(atMs / 1000);
    const last = event.samples[event.samples.length - 1];
    if (last !== undefined && last.atSeconds === atSeconds) last.ms = Math.max(last.ms, ms);
    else event.samples.push({ atSeconds, ms });
    if (event.samples.length > SAMPLES_MAX) event.samples.shift();
    event.maxMs = Math.max(event.maxMs, ms);
  }
}
