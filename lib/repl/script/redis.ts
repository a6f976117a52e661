/** The client `r` of `\ts`: what it can do, and how. */

import type { Reply } from "../../resp/value.ts";
import { textsOf } from "../words.ts";
import { type Argument, RedisError, type Value, valueOf, wordsOfArgument } from "./values.ts";

/**
 * A client for the server of the prompt. Each command is a method: `r.get("k")`, `r.hset("h", { a: 1 })`,
 * `r.set("k", "v", { EX: 60 })`; a second word of its name follows in capitals, or as an argument:
 * `r.configGet("maxmemory")`, `r.config("GET", "maxmemory")`. Errors of the server are thrown.
 */
export interface Redis {
  /** Sends a command: `await r.send(["SET", "k", 1])`. */
  send(words: readonly Argument[]): Promise<Value>;
  /**
   * Sends commands together, and gives all replies; errors are among them.
   * `await r.pipeline([["INCR", "a"], ["GET", "b"]])`, or `await r.pipeline(p => { p.incr("a"); p.get("b") })`.
   */
  pipeline(
    commands: readonly (readonly Argument[])[] | ((pipe: PipelineCommands) => unknown),
  ): Promise<readonly Value[]>;
  /**
   * The keys that match: `for (const k of await r.scan("a:*"))` when all are known, or
   * `for await (const k of r.scan("a:*"))` as they are found.
   */
  scan(pattern?: string, options?: ScanOptions): Scan;
  /** The value of a string, or null. */
  get(key: string): Promise<string | Uint8Array | null>;
  /** `"OK"`; null if a condition was not met. */
  set(key: string, value: Argument, ...options: Argument[]): Promise<"OK" | string | null>;
  /** How many keys were removed. */
  del(...keys: Argument[]): Promise<number>;
  exists(...keys: Argument[]): Promise<number>;
  /** Seconds; -1 without a lifetime, -2 without the key. */
  ttl(key: string): Promise<number>;
  expire(key: string, seconds: number, ...options: Argument[]): Promise<number>;
  type(key: string): Promise<string>;
  incr(key: string): Promise<number>;
  /** All fields with their values. */
  hgetall(key: string): Promise<Record<string, Value>>;
  hset(key: string, ...fields: Argument[]): Promise<number>;
  lrange(key: string, start: number, stop: number): Promise<readonly Value[]>;
  smembers(key: string): Promise<readonly Value[]>;
  /** Members; with `"WITHSCORES"`, pairs of a member and its score. */
  zrange(key: string, start: Argument, stop: Argument, ...options: Argument[]): Promise<
    readonly Value[]
  >;
  /** Entries: an identifier, and the fields. */
  xrange(key: string, start: string, end: string, ...options: Argument[]): Promise<
    readonly Value[]
  >;
  /** Any other command. */
  // deno-lint-ignore no-explicit-any
  [command: string]: (...args: any[]) => any;
}

/** Each command as a method, as with `Redis`; nothing is sent yet. */
export type PipelineCommands = Readonly<Record<string, (...args: Argument[]) => void>>;

export interface ScanOptions {
  /** How many keys the server looks at in one go. */
  readonly count?: number;
  /** Only keys of this type: `"hash"`. */
  readonly type?: string;
}

/** All keys of a SCAN: a promise of them, or one by one. */
export interface Scan extends PromiseLike<readonly string[]>, AsyncIterable<string> {}

/** Sends the words of a command; an error of the server is a reply. */
export type SendWords = (words: readonly Uint8Array[]) => Promise<Reply>;

export function redisOver(send: SendWords): Redis {
  const ask = async (words: readonly Uint8Array[]): Promise<Value> => {
    const value = valueOf(await send(words), textsOf(words));
    if (value instanceof RedisError) throw value;
    return value;
  };
  const own = {
    send: (words: readonly Argument[]) => ask(words.flatMap(wordsOfArgument)),
    pipeline: (commands: Parameters<Redis["pipeline"]>[0]) =>
      Promise.all(
        commandsIn(commands).map(async (words) => valueOf(await send(words), textsOf(words))),
      ),
    scan: (pattern = "*", options: ScanOptions = {}) => new KeyScan(ask, pattern, options),
    [Symbol.for("nodejs.util.inspect.custom")]: () =>
      "Redis { send, pipeline, scan; each command is a method }",
    // A client that is returned or awaited is not a promise.
    then: undefined,
  };
  return new Proxy(own as unknown as Redis, {
    get: (target, name) =>
      name in target || typeof name === "symbol"
        ? Reflect.get(target, name)
        : (...args: Argument[]) => ask(commandOf(name, args)),
  });
}

function commandsIn(
  commands: readonly (readonly Argument[])[] | ((pipe: PipelineCommands) => unknown),
): Uint8Array[][] {
  if (typeof commands !== "function") {
    return commands.map((words) => words.flatMap(wordsOfArgument));
  }
  const collected: Uint8Array[][] = [];
  const pipe: PipelineCommands = new Proxy({}, {
    get: (_, name) => (...args: Argument[]) => {
      collected.push(commandOf(String(name), args));
      return pipe;
    },
  });
  commands(pipe);
  return collected;
}

/** `configGet` is `CONFIG GET`. */
function commandOf(name: string, args: readonly Argument[]): Uint8Array[] {
  const names = name.replace(/([a-z])([A-Z])/g, "$1 $2").toUpperCase().split(" ");
  return [...names, ...args].flatMap(wordsOfArgument);
}

class KeyScan implements Scan {
  readonly #ask: (words: readonly Uint8Array[]) => Promise<Value>;
  readonly #words: readonly Uint8Array[];

  constructor(
    ask: (words: readonly Uint8Array[]) => Promise<Value>,
    pattern: string,
    { count = 1000, type }: ScanOptions,
  ) {
    this.#ask = ask;
    this.#words = wordsOfArgument({ MATCH: pattern, COUNT: count, TYPE: type });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let cursor: Value = "0";
    do {
      const page: Value = await this.#ask([
        ...wordsOfArgument(["SCAN", String(cursor)]),
        ...this.#words,
      ]);
      const [next, keys] = page as [string, string[]];
      yield* keys;
      cursor = next;
    } while (cursor !== "0");
  }

  then<One = readonly string[], Other = never>(
    onFulfilled?: ((keys: readonly string[]) => One | PromiseLike<One>) | null,
    onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): PromiseLike<One | Other> {
    return Array.fromAsync(this).then((keys) => [...new Set(keys)]).then(onFulfilled, onRejected);
  }
}
