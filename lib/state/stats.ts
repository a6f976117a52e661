/** More kinds of errors than this are not told apart: a client can make up any number of them. */
const ERROR_CODES_MAX = 128;

/** What happened in the last second, for each second. */
export interface Rates {
  readonly commands: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly turns: number;
  /** Microseconds that a turn took on average. */
  readonly turnMicros: number;
}

/** The counters behind INFO that are not kept where things happen. */
export class Stats {
  connectionsReceived = 0;
  connectionsRejected = 0;
  commandsProcessed = 0;
  bytesIn = 0;
  bytesOut = 0;
  reads = 0;
  writes = 0;
  unexpectedErrorReplies = 0;
  errorReplies = 0;
  /** What the ACL refused, since the server began: CONFIG RESETSTAT leaves it alone, as in Redis. */
  denied = { logins: 0, commands: 0, keys: 0, channels: 0 };
  /** Times that the time limit ended an active expiry cycle. */
  expiryTimeouts = 0;
  /** Time spent in active expiry, in microseconds. */
  expiryMicros = 0;
  /** How long memory was beyond `maxmemory`, in milliseconds, until it last came back. */
  overLimitMs = 0;
  /** Clients cut off for what they sent without an end, and for what they did not read. */
  inputLimitClosings = 0;
  outputLimitClosings = 0;
  /** Clients closed to keep their buffers within `maxmemory-clients`. */
  evictedClients = 0;
  /** Turns, and the time that they took in microseconds. */
  turns = 0;
  turnMicros = 0;
  /** Error replies by their first word. */
  readonly errors: Map<string, number> = new Map();
  rates: Rates = { commands: 0, bytesIn: 0, bytesOut: 0, turns: 0, turnMicros: 0 };
  /** The most memory ever in use, in bytes. */
  peakMemory = 0;
  /** Since when memory has been beyond `maxmemory`, Unix milliseconds; 0: it is not. */
  overLimitSinceMs = 0;
  /** When the rates were taken last, and the counters then. */
  protected sampled = { atMs: 0, commands: 0, bytesIn: 0, bytesOut: 0, turns: 0, turnMicros: 0 };

  /** Counts an error reply, given as `CODE message`. */
  countError(line: string): void {
    const blank = line.indexOf(" ");
    const code = blank < 0 ? line : line.slice(0, blank);
    const known = this.errors.get(code);
    this.errorReplies++;
    if (known !== undefined || this.errors.size < ERROR_CODES_MAX) {
      this.errors.set(code, (known ?? 0) + 1);
    }
  }

  /** Takes the rates since the last call, which should be about a second ago. */
  sampleRates(nowMs: number): void {
    const { sampled, commandsProcessed: commands, bytesIn, bytesOut, turns, turnMicros } = this;
    const seconds = (nowMs - sampled.atMs) / 1000;
    if (sampled.atMs > 0 && seconds > 0) {
      this.rates = {
        commands: (commands - sampled.commands) / seconds,
        bytesIn: (bytesIn - sampled.bytesIn) / seconds,
        bytesOut: (bytesOut - sampled.bytesOut) / seconds,
        turns: (turns - sampled.turns) / seconds,
        turnMicros: (turnMicros - sampled.turnMicros) / Math.max(1, turns - sampled.turns),
      };
    }
    this.sampled = { atMs: nowMs, commands, bytesIn, bytesOut, turns, turnMicros };
  }

  /** CONFIG RESETSTAT: counts anew. What is no count stays: the peak of memory, what lasts. */
  reset(): void {
    const { denied, peakMemory, overLimitSinceMs } = this;
    Object.assign(this, new Stats(), { denied, peakMemory, overLimitSinceMs });
  }
}
