/** A conversation with a server: its connection, what state it is in, and how replies look. */

import { parseServerUrl, targetName } from "../client/address.ts";
import { RespClient } from "../client/client.ts";
import type { Handshake } from "../client/handshake.ts";
import { encodeRequest } from "../resp/encode_request.ts";
import type { Reply } from "../resp/value.ts";
import type { Target } from "../runtime/connect.ts";
import { encodeLine, formatJson } from "./miniature.ts";
import type { ReplOptions } from "./options.ts";
import { formatPretty, formatRaw, isText } from "./print_reply.ts";
import { textsOf, wordsOf } from "./words.ts";

const MINIATURE_PORT = 31337;
const STREAMS = new Set(["MONITOR", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"]);

/** What came of a line: the text to print (Latin-1), and whether the server called it an error. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

export class ReplSession {
  readonly #target: Target;
  readonly #handshake: Handshake;
  readonly #isMiniature: boolean;
  readonly #isRaw: boolean;
  #client: RespClient | null = null;
  #db: number;
  #inTransaction = false;
  /** The server goes on talking: MONITOR, or a subscription. */
  isStreaming = false;
  /** Is given what the server says unasked, ready to print. */
  onPush: (text: string) => void = () => {};

  /** `isTerminal`: whether the output is read by a person. */
  constructor(options: ReplOptions, isTerminal: boolean) {
    const url = options.url === undefined ? undefined : parseServerUrl(options.url);
    this.#isMiniature = options.dialect === "miniature";
    this.#isRaw = options.raw ?? !isTerminal;
    const port = options.port ?? (this.#isMiniature ? MINIATURE_PORT : 6379);
    this.#target = url?.target ??
      (options.socket === undefined
        ? { host: options.host ?? "127.0.0.1", port }
        : { path: options.socket });
    this.#db = options.db ?? url?.db ?? 0;
    const user = options.user ?? url?.user;
    const password = options.password ?? url?.password;
    this.#handshake = {
      ...(options.protocol && { protocol: options.protocol }),
      ...(user && { user }),
      ...(password && { password }),
    };
  }

  /** What the prompt shows. */
  get prompt(): string {
    const name = "path" in this.#target ? `redis ${this.#target.path}` : targetName(this.#target);
    if (this.#client === null) return "not connected> ";
    const db = this.#db === 0 ? "" : `[${this.#db}]`;
    return `${name}${db}${this.#inTransaction ? "(TX)" : ""}> `;
  }

  get isConnected(): boolean {
    return this.#client !== null;
  }

  /** Connects, with the database chosen last. Rejects with an error to be shown. */
  async connect(): Promise<void> {
    this.close();
    const name = targetName(this.#target);
    try {
      const client: RespClient = await RespClient.connect({
        target: this.#target,
        ...this.#handshake,
        ...(this.#db > 0 && { db: this.#db }),
        onPush: (reply) => this.onPush(this.#format(reply, [])),
        onClose: () => {
          if (this.#client === client) this.#forget();
        },
      });
      this.#client = client;
    } catch (error) {
      throw new Error(`Could not connect to Redis at ${name}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  close(): void {
    const client = this.#client;
    this.#forget();
    client?.close();
  }

  /** Runs a typed line. Reconnects once if the connection has gone meanwhile. */
  async runLine(line: string): Promise<Answer> {
    const words = wordsOf(line);
    const frame = this.#isMiniature ? encodeLine(line) : words && encodeRequest(words);
    if (frame === null || words === null) return { text: "Invalid argument(s)\n", isError: true };
    return await this.#run(frame, words);
  }

  /** Runs a command given as words. */
  async runWords(words: readonly string[]): Promise<Answer> {
    if (this.#isMiniature) return await this.runLine(words.join(" "));
    const encoder = new TextEncoder();
    const bytes = words.map((word) => encoder.encode(word));
    return await this.#run(encodeRequest(bytes), bytes);
  }

  async #run(frame: Uint8Array, words: readonly Uint8Array[]): Promise<Answer> {
    if (this.#client === null) await this.connect();
    const name = textsOf(words.slice(0, 1))[0]?.toUpperCase() ?? "";
    const answer = /^[PS]?SUBSCRIBE$/.test(name) ? name.toLowerCase() : "";
    let reply: Reply;
    try {
      reply = await this.#client!.sendFrame(frame, answer);
    } catch (error) {
      this.#forget();
      if (name === "SHUTDOWN" || name === "QUIT") return { text: "", isError: false };
      return { text: `Error: ${(error as Error).message}\n`, isError: true };
    }
    this.#follow(name, words, reply);
    return { text: this.#format(reply, words), isError: reply.type === "error" };
  }

  /** Keeps in mind what a command did to the connection. */
  #follow(name: string, words: readonly Uint8Array[], reply: Reply): void {
    if (reply.type === "error") {
      if (name === "EXEC") this.#inTransaction = false;
      return;
    }
    if (name === "SELECT") this.#db = Number(textsOf(words)[1]);
    else if (name === "MULTI") this.#inTransaction = true;
    else if (name === "EXEC" || name === "DISCARD") this.#inTransaction = false;
    else if (name === "RESET") [this.#db, this.#inTransaction] = [0, false];
    else if (STREAMS.has(name)) this.isStreaming = true;
  }

  #forget(): void {
    this.#client = null;
    this.#inTransaction = false;
    this.isStreaming = false;
  }

  #format(reply: Reply, words: readonly Uint8Array[]): string {
    const text = this.#isMiniature && reply.type !== "error"
      ? formatJson(reply)
      : this.#isRaw || isText(reply, words)
      ? formatRaw(reply)
      : formatPretty(reply);
    return text.endsWith("\n") ? text : `${text}\n`;
  }
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
