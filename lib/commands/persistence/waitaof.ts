/** WAITAOF: until what this client has changed is on the disk. */

import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Server } from "../../state/server.ts";
import type { Goal } from "../../state/waits.ts";
import { command } from "../command.ts";
import { readMilliseconds } from "../timeout.ts";

const NOT_A_FLAG = "ERR value is out of range, value must between 0 and 1";
const NO_FILE = "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

export const WAITAOF = command({
  name: "WAITAOF",
  summary: "Waits until the writes of this connection are on disk here, on replicas or both.",
  since: "7.2.0",
  group: "generic",
  complexity: "O(1)",
  arity: 4,
  flags: ["blocking"],
  args: [
    { name: "numlocal", type: "integer" },
    { name: "numreplicas", type: "integer" },
    { name: "timeout", type: "integer" },
  ],
  categories: ["connection"],
  tips: ["request_policy:all_shards", "response_policy:agg_min"],
}, (context) => {
  const { args, nowMs, reply, server, session } = context;
  const local = args.integer(1);
  if (local !== 0 && local !== 1) throw new ReplyError(NOT_A_FLAG);
  const positive = "ERR value is out of range, must be positive";
  const replicas = args.integerWithin(2, 0, Number.MAX_SAFE_INTEGER, positive);
  const timeoutMs = readMilliseconds(args, 3, nowMs);
  const goal = new Kept(server, session.writtenUpTo, local === 1, replicas);
  const failure = goal.failure();
  if (failure !== "") throw new ReplyError(failure);
  if (goal.isReached()) return goal.answer(reply);
  context.blockFor(goal, timeoutMs);
});

/** All changes up to one are on the disk of this server, if that counts, and of so many replicas. */
class Kept implements Goal {
  readonly #server: Server;
  readonly #end: number;
  readonly #isLocal: boolean;
  readonly #replicas: number;

  constructor(server: Server, end: number, isLocal: boolean, replicas: number) {
    this.#server = server;
    this.#end = end;
    this.#isLocal = isLocal;
    this.#replicas = replicas;
  }

  isReached(): boolean {
    return (!this.#isLocal || this.#isKept) && this.#replicas === 0;
  }

  failure(): string {
    return this.#isLocal && !this.#server.appendOnly?.isOn ? NO_FILE : "";
  }

  answer(reply: ReplyWriter): void {
    reply.array(2);
    reply.integer(this.#isKept ? 1 : 0);
    reply.integer(0);
  }

  get #isKept(): boolean {
    const { appendOnly } = this.#server;
    return appendOnly !== null && appendOnly.isOn && appendOnly.keptBytes >= this.#end;
  }
}
