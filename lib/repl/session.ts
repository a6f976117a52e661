/** A conversation with one server: the connection, what state it is in, and how replies look. */

import { parseServerUrl, type ServerUrl, targetName } from "../client/address.ts";
import { RespClient, type Transport } from "../client/client.ts";
import type { Handshake } from "../client/handshake.ts";
import { ReconnectingClient } from "../client/reconnecting_client.ts";
import type { Reply } from "../resp/value.ts";
import type { Target } from "../runtime/connect.ts";
import { type Dialect, MINIATURE, REDIS, type Request } from "./dialect.ts";
import type { ReplOptions } from "./options.ts";
import { JSON_LINES, PRETTY, type Printer, RAW } from "./print/printer.ts";
import { textsOf } from "./words.ts";

const SUBSCRIPTION = /^[PS]?SUBSCRIBE$/;

/** What came of a command: a reply, an error for a reply, or none because nobody answered. */
export type Outcome = "answered" | "refused" | "lost";

/** What the session says. */
export interface SessionOutput {
  /** Replies and pushes, in Latin-1. */
  text(text: string): void;
  /** One line about the connection. */
  problem(line: string): void;
}

export class Session {
  readonly dialect: Dialect;
  readonly printer: Printer;
  readonly #output: SessionOutput;
  /** Whether pushes are shown that nobody subscribed to. */
  readonly #showsPushes: boolean;
  /** Whether errors are reported as problems instead of printed as replies. */
  readonly #errorsApart: boolean;
  #target: Target | Transport;
  #name: string;
  #client: ReconnectingClient;
  /** The database before MULTI; null outside of a transaction. */
  #dbBefore: number | null = null;
  /** Is called when the stream of MONITOR, or of a subscription, has ended. */
  #streamEnd: (() => void) | null = null;
  #isInterrupted = false;
  /** What the last command that was executed was answered; null before. */
  lastReply: Reply | null = null;
  #hadConnection = false;

  /** `isTerminal`: whether a person reads the output. Throws TypeError if the URL is wrong. */
  constructor(options: ReplOptions, isTerminal: boolean, output: SessionOutput) {
    const isMiniature = options.dialect === "miniature";
    this.dialect = isMiniature ? MINIATURE : REDIS;
    this.printer = isMiniature ? JSON_LINES : options.raw ?? !isTerminal ? RAW : PRETTY;
    this.#output = output;
    this.#showsPushes = isTerminal;
    this.#errorsApart = options.failOnError === true && (options.words ?? []).length > 0;
    const { target, ...handshake } = startOf(options, this.dialect);
    this.#target = target;
    this.#name = nameOf(target);
    this.#client = this.#clientWith(handshake);
  }

  /** What stands before the line that is typed. */
  get prompt(): string {
    if (!this.#client.isOpen) return "not connected> ";
    const { db = 0 } = this.#client.handshake;
    const chosen = db === 0 ? "" : `[${db}]`;
    return `${this.#name}${chosen}${this.#dbBefore === null ? "" : "(TX)"}> `;
  }

  /** Whether the server goes on talking by itself: MONITOR, or a subscription. */
  get isStreaming(): boolean {
    return this.#streamEnd !== null;
  }

  /** Connects unless it is; false if that failed, which is reported. */
  async open(): Promise<boolean> {
    try {
      await this.#client.open();
      return true;
    } catch (error) {
      if (this.#isInterrupted) return false;
      const name = this.#name.replace(/^redis /, "");
      this.#output.problem(`Could not connect to Redis at ${name}: ${reasonOf(error)}`);
      return false;
    }
  }

  /** Turns to another server. */
  async moveTo(host: string, port: number): Promise<void> {
    this.close();
    this.#target = { host, port };
    this.#name = nameOf(this.#target);
    this.#client = this.#clientWith(this.#client.handshake);
    await this.open();
  }

  /** Sends a command, on a new connection if need be, and prints what comes back. */
  async execute({ frame, words }: Request): Promise<Outcome> {
    this.#isInterrupted = false;
    if (!await this.open()) return "lost";
    const name = textsOf(words.slice(0, 1))[0]?.toUpperCase() ?? "";
    let reply: Reply;
    try {
      const client = await this.#client.open();
      reply = await client.sendFrame(frame, SUBSCRIPTION.test(name) ? name.toLowerCase() : "");
    } catch (error) {
      if (name === "SHUTDOWN") return "answered";
      if (!this.#isInterrupted) this.#output.problem(`Error: ${(error as Error).message}`);
      return "lost";
    }
    this.lastReply = reply;
    this.#follow(name, words, reply);
    if (SUBSCRIPTION.test(name) && this.isStreaming && this.printer.isForPeople) {
      this.#output.text("Reading messages... (press Ctrl-C to quit)\n");
    }
    if (reply.type === "error" && this.#errorsApart) this.#output.problem(reply.text);
    else this.#output.text(this.printer.reply(reply, words));
    return reply.type === "error" ? "refused" : "answered";
  }

  /** Sends a command and gives the reply back unprinted. Rejects if the connection is lost. */
  async send(words: readonly Uint8Array[]): Promise<Reply> {
    this.#isInterrupted = false;
    const client = await this.#client.open();
    const reply = await client.send(words);
    this.#follow(textsOf(words.slice(0, 1))[0]?.toUpperCase() ?? "", words, reply);
    return reply;
  }

  /** Another connection, like this one; `onPush` gets what arrives unasked. */
  connectAnother(onPush?: (reply: Reply) => void): Promise<RespClient> {
    return RespClient.connect({ ...this.#client.handshake, target: this.#target, onPush });
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

  /** Waits no longer: ends the connection, which is the only way out of a command. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#hadConnection = this.#client.isOpen;
    this.close();
  }

  close(): void {
    this.#client.close();
  }

  #clientWith(handshake: Handshake): ReconnectingClient {
    const client = new ReconnectingClient({
      ...handshake,
      target: this.#target,
      // In their turn: who waits for the reply that came before is told of it a moment later, too.
      onPush: (reply) => queueMicrotask(() => this.#hear(reply)),
      onRefusal: ({ message, part }) => {
        this.#output.problem(message);
        if (part.startsWith("SELECT")) client.handshake = { ...client.handshake, db: 0 };
      },
      onClose: () => queueMicrotask(() => this.#closed()),
    });
    return client;
  }

  #hear(reply: Reply): void {
    if (this.isStreaming || this.#showsPushes) this.#output.text(this.printer.push(reply));
  }

  #closed(): void {
    if (this.#dbBefore !== null) this.#leaveTransaction(true);
    const end = this.#streamEnd;
    this.#streamEnd = null;
    end?.();
  }

  /** Keeps in mind what a command did to the connection. */
  #follow(name: string, words: readonly Uint8Array[], reply: Reply): void {
    this.#client.follow(words, reply);
    if (name === "EXEC") return this.#leaveTransaction(reply.type === "error" || isNil(reply));
    if (reply.type === "error" || isQueued(reply)) return;
    if (name === "MULTI") this.#dbBefore = this.#client.handshake.db ?? 0;
    else if (name === "DISCARD") this.#leaveTransaction(true);
    else if (name === "RESET") this.#leaveTransaction(false);
    else if (name === "MONITOR" || SUBSCRIPTION.test(name)) this.#streamEnd = () => {};
  }

  /** A SELECT of a transaction that was not carried out chose nothing. */
  #leaveTransaction(isVoid: boolean): void {
    if (this.#dbBefore !== null && isVoid) {
      this.#client.handshake = { ...this.#client.handshake, db: this.#dbBefore };
    }
    this.#dbBefore = null;
  }
}

/** Where to connect, and as whom: options come before what the URL says. */
function startOf(
  options: ReplOptions,
  dialect: Dialect,
): Handshake & { target: Target | Transport } {
  const { host = "127.0.0.1", port = dialect.defaultPort, socket, url, protocol } = options;
  const parts: Partial<ServerUrl> = url === undefined ? {} : parseServerUrl(url);
  const address = parts.target ?? (socket === undefined ? { host, port } : { path: socket });
  return {
    target: options.transport ?? address,
    protocol,
    user: options.user ?? parts.user,
    password: options.password ?? parts.password,
    db: options.db ?? parts.db,
  };
}

function nameOf(target: Target | Transport): string {
  if (typeof target === "function") return "embedded";
  return "path" in target ? `redis ${target.path}` : targetName(target);
}

function isNil(reply: Reply): boolean {
  return reply.type === "nil";
}

function isQueued(reply: Reply): boolean {
  return reply.type === "simple" && reply.text === "QUEUED";
}

/** The system's reason in the words that redis-cli uses for it. */
function reasonOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  const known: Record<string, string> = {
    ECONNREFUSED: "Connection refused",
    ENOENT: "No such file or directory",
    ENOTFOUND: "Name or service not known",
    EACCES: "Permission denied",
    ETIMEDOUT: "Connection timed out",
  };
  return (code && known[code]) ?? message;
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
