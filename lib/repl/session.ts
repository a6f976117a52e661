/** A conversation with one server: the connection, what state it is in, and how replies look. */

import { AbandonedError, DisconnectedError, RespClient, type Transport } from "../client/client.ts";
import type { Handshake } from "../client/handshake.ts";
import { ReconnectingClient } from "../client/reconnecting_client.ts";
import { fromLatin1 } from "../resp/args.ts";
import { encodeRequest } from "../resp/encode_request.ts";
import type { Reply } from "../resp/value.ts";
import type { Target } from "../runtime/connect.ts";
import { ConnectionState } from "./connection_state.ts";
import { type Dialect, MINIATURE, REDIS, type Request } from "./dialect.ts";
import type { ReplOptions } from "./options.ts";
import { PieceWriter } from "./piece_writer.ts";
import { ArrivingReply } from "./print/arriving_reply.ts";
import type { Screen } from "./print/pager.ts";
import { JSON_LINES, type Printer, printerFor } from "./print/printer.ts";
import { type Redirection, redirectionOf } from "./redirection.ts";
import { ConnectError, connectProblem, nameOf, startOf } from "./server.ts";
import { textsOf } from "./words.ts";

const ASKING = fromLatin1("ASKING");
const SUBSCRIPTION = /^[PS]?SUBSCRIBE$/;
const SUBSCRIPTION_CHANGE = /^[PS]?(UN)?SUBSCRIBE$/;
/** So often a command is sent to yet another server before its redirection is shown. */
const REDIRECTIONS_MAX = 16;

/** What came of a command: a reply, an error for a reply, or none because nobody answered. */
export type Outcome = "answered" | "refused" | "lost";

/** What the session says. */
export interface SessionOutput {
  /** Replies and pushes, in Latin-1. */
  text(text: string): void;
  /** One line about the connection. */
  problem(line: string): void;
  /** Resolves when all that was said is on its way; without it, nobody need wait. */
  written?(): Promise<unknown>;
  /** Shows replies, which may be long; without it, `text` takes them. */
  readonly screen?: Screen;
}

/** What is true of the connection, for the prompt. */
export interface SessionState {
  /** `host:port`, `redis` and the path of a socket, or `embedded`. */
  readonly address: string;
  readonly host: string;
  readonly port: string;
  /** Empty for the default user. */
  readonly user: string;
  readonly db: number;
  /** How many commands a transaction has queued; null outside of one. */
  readonly queued: number | null;
  /** The number of subscriptions. */
  readonly subscriptions: number;
  readonly protocol: 2 | 3;
  readonly isConnected: boolean;
  /** Whether the server was told not to answer. */
  readonly isMute: boolean;
}

export class Session {
  readonly dialect: Dialect;
  printer: Printer;
  /**
   * Whether there is a prompt while messages of subscriptions arrive; otherwise, who subscribed
   * waits for them until the connection ends.
   */
  keepsPrompt = false;
  /** Whether redirections are followed: the servers are the nodes of one cluster. */
  isCluster: boolean;
  /** The reply to the last command of `execute` that was answered whole. */
  lastReply: Reply | null = null;
  /** Is called when `state` has become another one without a command. */
  onChange: () => void = () => {};
  readonly #options: ReplOptions;
  readonly #output: SessionOutput;
  /** Whether pushes are shown that nobody subscribed to. */
  readonly #showsPushes: boolean;
  readonly #isOneShot: boolean;
  /** Whether errors are reported as problems instead of printed as replies. */
  readonly #errorsApart: boolean;
  #target: Target | Transport;
  #client: ReconnectingClient;
  readonly #state = new ConnectionState();
  /** The database before the transaction that is open. */
  #dbBefore: number | null = null;
  /** Is called when the stream of MONITOR, or of a subscription, has ended. */
  #streamEnd: () => void = () => {};
  /** What is to be done when this turn is over. */
  #later: (() => void)[] = [];
  #isInterrupted = false;
  #hadConnection = false;

  /** `isTerminal`: whether a person reads the output. Throws TypeError if the URL is wrong. */
  constructor(options: ReplOptions, isTerminal: boolean, output: SessionOutput) {
    const isMiniature = options.dialect === "miniature";
    this.dialect = isMiniature ? MINIATURE : REDIS;
    this.printer = isMiniature ? JSON_LINES : printerFor(options, isTerminal);
    this.#options = options;
    this.isCluster = options.isCluster === true;
    this.#output = output;
    this.#showsPushes = options.showsPushes ?? isTerminal;
    this.#isOneShot = (options.words ?? []).length > 0 || options.script !== undefined;
    this.#errorsApart = options.failOnError === true && this.#isOneShot;
    const { target, ...handshake } = startOf(options, this.dialect.defaultPort);
    this.#target = target;
    this.#client = this.#clientWith(handshake);
  }

  get state(): SessionState {
    const { db = 0, user = "", protocol = 2 } = this.#client.handshake;
    const target = this.#target;
    const isPlace = typeof target !== "function" && "host" in target;
    return {
      address: nameOf(target),
      host: isPlace ? target.host : nameOf(target),
      port: isPlace ? String(target.port) : "",
      user,
      db,
      queued: this.#state.queued?.length ?? null,
      subscriptions: this.#state.subscriptions,
      protocol,
      isConnected: this.#client.isOpen,
      isMute: this.#state.isMute,
    };
  }

  /** The commands that the open transaction has queued; null outside of one. */
  get queued(): readonly (readonly Uint8Array[])[] | null {
    return this.#state.queued;
  }

  /** What stands before the line that is typed. */
  get prompt(): string {
    const { isConnected, address, db, queued, subscriptions } = this.state;
    if (!isConnected) return "not connected> ";
    const chosen = db === 0 ? "" : `[${db}]`;
    const mode = subscriptions > 0 ? "(subscribed mode)" : "";
    return `${address}${chosen}${queued === null ? "" : "(TX)"}${mode}> `;
  }

  /** Whether the server goes on talking by itself, and nothing else can be done meanwhile. */
  get isStreaming(): boolean {
    return this.#state.isMonitoring || !this.keepsPrompt && this.#state.subscriptions > 0;
  }

  /** Connects unless it is; false if that failed, which is reported. */
  async open(): Promise<boolean> {
    if (this.#client.isOpen) return true;
    try {
      await this.#client.open();
      if (this.#options.isVerbose) this.#output.problem(connectedText(this.state));
      return true;
    } catch (error) {
      if (!this.#isInterrupted) this.#output.problem(connectProblem(this.#target, error));
      return false;
    }
  }

  /** Turns to another server, in the same manner. */
  async moveTo(host: string, port: number): Promise<void> {
    this.#turnTo(host, port);
    await this.open();
  }

  /** Turns to another server, and to another manner. Throws TypeError if the URL is wrong. */
  async restart(options: ReplOptions): Promise<boolean> {
    const { target, ...handshake } = startOf(options, this.dialect.defaultPort);
    this.close();
    this.#target = target;
    this.isCluster = options.isCluster === true;
    this.#client = this.#clientWith(handshake);
    return await this.open();
  }

  /**
   * Sends a command, on a new connection if need be; nothing is printed. Rejects with ConnectError
   * when there is no connection, and as `RespClient.send` when it is lost.
   */
  async send(words: readonly Uint8Array[]): Promise<Reply> {
    const client = await this.#explained(this.#client.open());
    const name = nameIn(words);
    const reply = await client.sendFrame(encodeRequest(words), answerOf(name));
    this.#follow(name, words, reply);
    return this.#state.queued === null ? await this.followed(words, reply) : reply;
  }

  /**
   * The reply to a command; if it says that another node of the cluster has the key, the one of that
   * node. The prompt stays where it is. Rejects as `send`.
   */
  async followed(words: readonly Uint8Array[], reply: Reply): Promise<Reply> {
    let { host } = this.state;
    for (let left = REDIRECTIONS_MAX; this.isCluster && left > 0; left--) {
      const redirection = redirectionOf(reply);
      if (redirection === null) break;
      host = redirection.host || host;
      reply = await this.#askNode({ ...redirection, host }, words);
    }
    return reply;
  }

  async #askNode(
    { host, port, isAsking }: Redirection,
    words: readonly Uint8Array[],
  ): Promise<Reply> {
    const { handshake } = this.#client;
    const target = this.#placeOf(host, port);
    const client = await this.#explained(RespClient.connect({ ...handshake, target }));
    try {
      if (isAsking) await client.send([ASKING]);
      return await client.send(words);
    } finally {
      client.close();
    }
  }

  /**
   * Another connection to the same server, in the same manner. The caller closes it. Rejects with
   * ConnectError.
   */
  connectAnother(onPush?: (reply: Reply) => void): Promise<RespClient> {
    const { handshake } = this.#client;
    return this.#explained(RespClient.connect({ ...handshake, target: this.#target, onPush }));
  }

  async #explained(connecting: Promise<RespClient>): Promise<RespClient> {
    try {
      return await connecting;
    } catch (error) {
      throw new ConnectError(connectProblem(this.#target, error), { cause: error });
    }
  }

  /** Sends a command, on a new connection if need be, and prints what comes back. */
  async execute(request: Request): Promise<Outcome> {
    this.#isInterrupted = false;
    const name = nameIn(request.words);
    for (let left = REDIRECTIONS_MAX;; left--) {
      if (!await this.open()) return "lost";
      const reply = await this.#ask(name, request);
      if (reply === "lost" || reply === "unanswered") {
        return reply === "lost" ? "lost" : "answered";
      }
      const redirection = left > 0 ? this.#redirectionOf(reply) : null;
      if (redirection === null) {
        const outcome = await this.#take(name, request.words, reply);
        // One command may be confirmed for many channels.
        if (this.keepsPrompt && SUBSCRIPTION_CHANGE.test(name)) await this.#turnOver();
        return outcome;
      }
      await this.#redirect(redirection);
    }
  }

  /** After `interrupt`: connects again if that ended a connection. */
  async resume(): Promise<void> {
    if (!this.#isInterrupted || !this.#hadConnection) return;
    this.#isInterrupted = false;
    await this.open();
  }

  /** Resolves when the server no longer talks by itself, because the connection ended. */
  streamed(): Promise<void> {
    if (!this.isStreaming) return Promise.resolve();
    return new Promise((resolve) => this.#streamEnd = resolve);
  }

  /**
   * Waits no longer. The rest of a reply that is arriving will be dropped; else the connection is
   * ended, which is the only way out of a command.
   */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#hadConnection = this.#client.isOpen;
    if (!this.#client.abandon()) this.close();
  }

  close(): void {
    this.#client.close();
  }

  #clientWith(handshake: Handshake): ReconnectingClient {
    const client = new ReconnectingClient({
      ...handshake,
      target: this.#target,
      onPush: (reply) => this.#inTurn(() => this.#hear(reply)),
      onRefusal: ({ message, part }) => {
        const isHello = part.startsWith("HELLO");
        if (!isHello || !handshake.mayRefuseProtocol) this.#output.problem(message);
        if (part.startsWith("SELECT")) client.handshake = { ...client.handshake, db: 0 };
        if (isHello) client.handshake = { ...client.handshake, protocol: 2 };
      },
      onClose: () => this.#inTurn(() => this.#closed()),
    });
    return client;
  }

  /** Acts when the reply that came before has been taken note of, which takes a moment, too. */
  #inTurn(act: () => void): void {
    if (this.#later.push(act) > 1) return;
    setImmediate(() => {
      for (const next of this.#later.splice(0)) next();
    });
  }

  #turnOver(): Promise<void> {
    return new Promise((resolve) => this.#inTurn(resolve));
  }

  /** The reply; `unanswered` if there will be none. */
  async #ask(name: string, { frame, words }: Request): Promise<Reply | "lost" | "unanswered"> {
    try {
      const client = await this.#client.open();
      if (!this.#state.isAnswered(words)) {
        client.post(frame);
        return "unanswered";
      }
      const { screen } = this.#output;
      if (screen !== undefined && ArrivingReply.isFor(this.printer)) {
        const arriving = new ArrivingReply({ printer: this.printer, screen, words, flow: client });
        return await arriving.answer(client.sendFrame(frame, answerOf(name), arriving));
      }
      const pieces = new PieceWriter(this.printer, words, this.#output, client);
      return await client.sendFrame(frame, answerOf(name), pieces);
    } catch (error) {
      if (name === "SHUTDOWN" && error instanceof DisconnectedError) return "unanswered";
      const isWanted = this.#isInterrupted || error instanceof AbandonedError;
      if (!isWanted) this.#output.problem(`Error: ${(error as Error).message}`);
      return "lost";
    }
  }

  /** Prints a reply, unless that was done while it arrived. */
  async #take(name: string, words: readonly Uint8Array[], reply: Reply): Promise<Outcome> {
    const isNew = this.#state.subscriptions === 0;
    this.#follow(name, words, reply);
    this.lastReply = reply;
    if (SUBSCRIPTION.test(name) && isNew && this.printer.isForPeople) {
      if (this.isStreaming) this.#output.text("Reading messages... (press Ctrl-C to quit)\n");
      else if (this.keepsPrompt) {
        this.#output.text("Reading messages... (Ctrl-C or UNSUBSCRIBE ends it)\n");
      }
    }
    if (reply.type === "error" && this.#errorsApart) this.#output.problem(reply.text);
    else if (!PieceWriter.hasWritten(reply) && !ArrivingReply.hasShown(reply)) {
      const text = this.printer.reply(reply, words);
      if (this.#output.screen === undefined) this.#output.text(text);
      else await this.#output.screen.show(text.endsWith("\n") ? text : `${text}\n`);
    }
    return reply.type === "error" ? "refused" : "answered";
  }

  #hear(reply: Reply): void {
    const { subscriptions } = this.#state;
    this.#state.hear(reply);
    if (this.#state.subscriptions !== subscriptions) this.onChange();
    if (this.isStreaming || this.keepsPrompt && reply.type === "array" || this.#showsPushes) {
      this.#output.text(this.printer.push(reply));
    }
  }

  #closed(): void {
    this.#leaveTransaction(true);
    this.#state.reset();
    this.#streamEnd();
    this.onChange();
  }

  /** Where the command is to be sent instead; null if it shall not be, or must not. */
  #redirectionOf(reply: Reply): Redirection | null {
    if (!this.isCluster || this.#state.queued !== null) return null;
    return redirectionOf(reply);
  }

  async #redirect({ slot, host, port, isAsking }: Redirection): Promise<void> {
    const { state } = this;
    const place = { host: host === "" ? state.host : host, port };
    if (!this.#isOneShot) {
      const name = `${place.host}:${place.port}`;
      this.#output.text(`-> Redirected to slot [${slot}] located at ${name}\n`);
    }
    this.#turnTo(place.host, place.port);
    if (!isAsking || !await this.open()) return;
    const client = await this.#client.open();
    client.sendFrame(encodeRequest([ASKING])).catch(() => {});
  }

  #turnTo(host: string, port: number): void {
    this.close();
    this.#target = this.#placeOf(host, port);
    this.#client = this.#clientWith(this.#client.handshake);
  }

  /** A server that is reached in the same manner. */
  #placeOf(host: string, port: number): Target {
    const { tls, timeoutMs } = typeof this.#target === "function"
      ? {} as Partial<Target>
      : this.#target;
    return { host, port, tls, timeoutMs };
  }

  /** Keeps in mind what a command did to the connection. */
  #follow(name: string, words: readonly Uint8Array[], reply: Reply): void {
    const wasQueuing = this.#state.queued !== null;
    this.#state.follow(words, reply);
    this.#client.follow(words, reply); // A SELECT that is queued counts, too.
    if (!wasQueuing && this.#state.queued !== null) {
      this.#dbBefore = this.#client.handshake.db ?? 0;
    }
    if (wasQueuing && this.#state.queued === null) {
      this.#leaveTransaction(name === "DISCARD" || reply.type === "error" || reply.type === "nil");
    }
  }

  /** A SELECT of a transaction that was not carried out chose nothing. */
  #leaveTransaction(isVoid: boolean): void {
    if (this.#dbBefore !== null && isVoid) {
      this.#client.handshake = { ...this.#client.handshake, db: this.#dbBefore };
    }
    this.#dbBefore = null;
  }
}

/** What `--verbose` tells of a connection. */
function connectedText({ address, protocol, user, db }: SessionState): string {
  const name = user === "" ? "" : `, as ${user}`;
  return `Connected to ${address} by RESP${protocol}${name}, database ${db}`;
}

/** The command's name in capitals. */
function nameIn(words: readonly Uint8Array[]): string {
  return textsOf(words.slice(0, 1))[0]?.toUpperCase() ?? "";
}

/** The kind of push that answers a command; empty if none does. */
function answerOf(name: string): string {
  return SUBSCRIPTION_CHANGE.test(name) ? name.toLowerCase() : "";
}

/** A session that reports to `output`; null if the URL cannot be read, which is reported. */
export function sessionFor(
  options: ReplOptions,
  isTerminal: boolean,
  output: SessionOutput,
): Session | null {
  try {
    return new Session(options, isTerminal, output);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    output.problem(error.message);
    return null;
  }
}
