/** How a command of the server is sent: after a question if need be, so many times, into a pipe. */

import { styleText } from "node:util";
import { fromLatin1, latin1 } from "../resp/args.ts";
import { type Conversation, NOBODY } from "./conversation.ts";
import { REDIS, type Request } from "./dialect.ts";
import { isAllowed, isSuspect } from "./guard/guard.ts";
import { labelled } from "./print/labelled.ts";
import { RAW } from "./print/printer.ts";
import { withoutPassword } from "./profiles/url.ts";
import type { Outcome, Session, SessionOutput } from "./session.ts";
import { ConnectError } from "./server.ts";
import { pipeInto } from "./shell_pipe.ts";
import type { Standing } from "./standing.ts";
import { textsOf } from "./words.ts";

/** From here on a person is told how long a command took. */
const SLOW_MS = 500;
/** A number of times, and a command. */
const COUNTED = /^[ \t-\r]*(?:([+-]?\d+)[ \t-\r]+(?=[^ \t-\r]))?(.*)$/s;

export interface SenderOptions {
  readonly session: Session;
  readonly output: SessionOutput;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #standing: Standing;
  readonly #conversation: Conversation;
  /** Whether the server is busy with a command. */
  isSending = false;
  /** What came of the last command that was sent. */
  lastOutcome: Outcome = "answered";

  /** False for what goes on until somebody ends it: MONITOR, and what stands behind a pipe. */
  #isTimed = true;
  #isInterrupted = false;

  constructor(options: SenderOptions, standing: Standing, conversation: Conversation) {
    this.#options = options;
    this.#standing = standing;
    this.#conversation = conversation;
  }

  /** Ctrl-C: the command that is being sent, if there is one, is not waited for. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#options.session.interrupt();
  }

  /** Sends a command, as often as a number in front of it says; false if it came to nothing. */
  async send(line: Uint8Array, shellLine: string | null, isAgain: boolean): Promise<boolean> {
    const { session, output, now = () => performance.now() } = this.#options;
    const [, count = "1", command] = COUNTED.exec(latin1(line, 0, line.length))!;
    if (!(Number(count) > 0)) {
      output.text("Invalid repeat count.\n");
      return false;
    }
    const request = session.dialect.readLine(fromLatin1(command))!;
    if (!isAgain && !await this.mayRun(request.words, Number(count))) return false;
    this.#isTimed = shellLine === null;
    this.#isInterrupted = false;
    const start = now();
    const readBefore = output.screen?.readMs ?? 0;
    let outcome: Outcome = "answered";
    for (let left = Number(count); left > 0 && outcome !== "lost"; left--) {
      outcome = shellLine === null
        ? await this.#execute(request)
        : await this.#pipe(request, shellLine);
    }
    this.lastOutcome = outcome;
    const isTold = session.printer.isForPeople && this.#isTimed && outcome !== "lost";
    // Who reads in a pager has time.
    const readMs = (output.screen?.readMs ?? 0) - readBefore;
    if (isTold) this.#tellTime(now() - start - readMs);
    return outcome === "answered";
  }

  #tellTime(elapsedMs: number): void {
    const { output } = this.#options;
    if (elapsedMs >= SLOW_MS) output.text(`(${(elapsedMs / 1000).toFixed(2)}s)\n`);
    else if (this.#standing.settings.timing) output.text(`(${elapsedMs.toFixed(2)} ms)\n`);
  }

  async #execute(request: Request): Promise<Outcome> {
    const { session } = this.#options;
    const conversation = this.#conversation;
    const before = session.printer;
    const isExec = /^exec$/i.test(textsOf(request.words.slice(0, 1))[0]);
    if (isExec && session.queued !== null && before.isForPeople && conversation !== NOBODY) {
      const { isColoured } = conversation.terminal;
      session.printer = labelled(before, session.queued, isColoured ? gray : String);
    }
    this.isSending = true;
    try {
      const outcome = await session.execute(request);
      if (conversation === NOBODY) return outcome;
      this.#isTimed &&= !session.isStreaming;
      await session.streamed();
      await session.resume();
      return outcome;
    } finally {
      this.isSending = false;
      session.printer = before;
    }
  }

  /** The reply goes to the shell; an error is shown instead. */
  async #pipe({ words }: Request, shellLine: string): Promise<Outcome> {
    const { session, output } = this.#options;
    const refuse = (reason: string): Outcome => {
      output.problem(reason);
      return "refused";
    };
    if (shellLine === "") return refuse("Behind | there must be a command for the shell");
    if (session.state.isMute) return refuse("The server was told not to answer");
    const { pipes } = this.#standing.settings;
    if (pipes === "off") return refuse("Pipes are off: \\set pipes on");
    if (pipes === "auto" && this.#standing.isProduction) {
      return refuse("Pipes are off on production: \\set pipes on");
    }
    this.isSending = true;
    try {
      const reply = await session.send(words);
      if (reply.type === "error") {
        output.text(session.printer.reply(reply, words));
        return "refused";
      }
      const bytes = fromLatin1(RAW.reply(reply, words));
      const problem = await this.#conversation.lendTerminal(() => pipeInto(shellLine, bytes));
      if (problem === null) return "answered";
      if (problem !== "") return refuse(problem);
      output.text("\n"); // Behind `^C`.
      return "refused";
    } catch (error) {
      const { message } = error as Error;
      const isExplained = error instanceof ConnectError;
      if (!this.#isInterrupted) output.problem(isExplained ? message : `Error: ${message}`);
      await session.resume();
      return "lost";
    } finally {
      this.isSending = false;
    }
  }

  /** Whether a command may be sent; a person is asked if it is dangerous. */
  async mayRun(words: readonly Uint8Array[], times: number): Promise<boolean> {
    const { session, output } = this.#options;
    const { isPlayground, settings: { guard, confirm } } = this.#standing;
    const isGuarded = guard && !isPlayground && session.dialect === REDIS;
    if (!isGuarded || !this.#conversation.terminal.isInteractive) return true;
    const { profile, isProduction } = this.#standing;
    if (!isSuspect(textsOf(words), { isProduction, confirm })) return true;
    const { address, db, isConnected } = session.state;
    if (!isConnected && !await session.open()) return false;
    const place = profile?.url === undefined ? address : withoutPassword(profile.url);
    const { queued, subscriptions, isMute } = session.state;
    const isBusy = queued !== null || subscriptions > 0 || isMute;
    const mayRun = await isAllowed(textsOf(words), times, {
      productionName: isProduction ? profile!.name : null,
      serverName: profile === null ? address : `${profile.name} (${place})`,
      db,
      confirm,
      send: async (question) => {
        const bytes = question.map(fromLatin1);
        if (!isBusy) return await session.send(bytes);
        const other = await session.connectAnother();
        try {
          return await other.send(bytes);
        } finally {
          other.close();
        }
      },
      ask: (question) => this.#conversation.ask(question),
    });
    if (!mayRun) output.text("Not sent.\n");
    return mayRun;
  }
}

function gray(text: string): string {
  return styleText("gray", text, { validateStream: false });
}
