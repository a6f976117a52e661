/** Runs own commands: gives each what it may use, and ends it on Ctrl-C. */

import type { RespClient } from "../../client/client.ts";
import { fromLatin1, latin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { ConnectError } from "../server.ts";
import { textsOf, wordsOf } from "../words.ts";
import { type OwnContext, OwnError } from "./command.ts";
import { find } from "./find.ts";
import { untilAborted } from "./until_aborted.ts";

/** What the prompt lends to own commands: all but what belongs to one of them alone. */
export type Lender = Omit<OwnContext, "signal" | "send" | "render" | "connectAnother">;

const UTF8_TEXT = new TextDecoder();
/** A backslash, a name, and what follows. */
const OWN_LINE = /^\s*\\(\S*)\s*(.*)$/s;

/** Whether a line is for the prompt itself. */
export function isOwn(line: Uint8Array): boolean {
  const start = line.findIndex((byte) => byte !== 0x20 && byte !== 0x09);
  return start >= 0 && line[start] === 0x5c;
}

export class OwnRunner {
  /** Of the commands that are running, one inside the other. */
  readonly #running: AbortController[] = [];

  get isRunning(): boolean {
    return this.#running.length > 0;
  }

  /** Ctrl-C: all that run shall end. */
  interrupt(): void {
    for (const controller of this.#running) controller.abort();
  }

  /** Runs a line for which `isOwn`; false if something went wrong, which is said. */
  async run(lender: Lender, line: Uint8Array): Promise<boolean> {
    const { output, commands } = lender;
    const refuse = (reason: string): boolean => {
      output.problem(reason);
      return false;
    };
    const [, name, rest] = OWN_LINE.exec(UTF8_TEXT.decode(line))!;
    const [, , bytes] = OWN_LINE.exec(latin1(line, 0, line.length))!;
    const command = find(commands, name);
    if (typeof command === "string") return refuse(command);
    const words = command.isText ? [] : wordsOf(fromLatin1(bytes));
    if (words === null) return refuse("Invalid argument(s)");
    const controller = new AbortController();
    const others: RespClient[] = [];
    this.#running.push(controller);
    try {
      await command.run(
        contextOf(lender, controller.signal, others),
        textsOf(words),
        rest.trimEnd(),
      );
      return true;
    } catch (error) {
      return controller.signal.aborted ? false : refuse(messageOf(error));
    } finally {
      this.#running.splice(this.#running.indexOf(controller), 1);
      for (const other of others) other.close();
    }
  }
}

/** What a command may use; the connections it makes are put into `others`. */
export function contextOf(lender: Lender, signal: AbortSignal, others: RespClient[]): OwnContext {
  // Its getters are asked when they are used: the profile, say, may be another one by then.
  return Object.assign(Object.create(lender) as Lender, {
    signal,
    send: (words: readonly (string | Uint8Array)[]) =>
      untilAborted(signal, lender.session.send(words.map(bytesOf))),
    render: (reply: Reply, words: readonly (string | Uint8Array)[]) => {
      const text = lender.session.printer.reply(reply, words.map(bytesOf));
      return text.endsWith("\n") ? text : `${text}\n`;
    },
    connectAnother: async (onPush?: (reply: Reply) => void) => {
      const other = await untilAborted(signal, lender.session.connectAnother(onPush));
      others.push(other);
      return other;
    },
  });
}

function bytesOf(word: string | Uint8Array): Uint8Array {
  return typeof word === "string" ? fromLatin1(word) : word;
}

/** What the person did, or the server, is said in a line; a bug of ours shows where it is. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `Error: ${error}`;
  if (error instanceof OwnError || error instanceof ConnectError) return error.message;
  const isOurs = error instanceof TypeError || error instanceof RangeError ||
    error instanceof ReferenceError;
  return isOurs ? String(error.stack) : `Error: ${error.message}`;
}
