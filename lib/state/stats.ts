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
  /** Times that the time limit ended an active expiry cycle. */
  expiryTimeouts = 0;
  peakMemory = 0;
  /** Commands executed over the last second. */
  operationsPerSecond = 0;
  authDenied = 0;
  /** Error replies by their first word. */
  readonly errors: Map<string, number> = new Map();
  #sampled = 0;

  /** Counts an error reply, given as `CODE message`. */
  countError(line: string): void {
    const blank = line.indexOf(" ");
    const code = blank < 0 ? line : line.slice(0, blank);
    this.errorReplies++;
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** Takes the number of commands done so far for the rate; called once a second. */
  sampleRate(): void {
    this.operationsPerSecond = this.commandsProcessed - this.#sampled;
    this.#sampled = this.commandsProcessed;
  }

  /** CONFIG RESETSTAT. */
  reset(): void {
    const { peakMemory } = this;
    Object.assign(this, new Stats(), { peakMemory });
  }
}
