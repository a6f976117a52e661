/**
 * The configuration in force: CONFIG GET and CONFIG SET over the table, typed values for the code,
 * and listeners that put a change into effect or refuse it.
 *
 * ```ts
 * const config = new Config({ dir: "/var/lib/respite", save: "" });
 * config.values.maxmemory; // number
 * config.onEffect("memory", () => evictDownTo(config.values.maxmemory));
 * config.set([["maxmemory", "100mb"], ["maxmemory-policy", "allkeys-lru"]]);
 * config.get(["maxmemory*"]); // [["maxmemory", "104857600"], …]
 * ```
 *
 * There are no files and no sockets here. Strings hold bytes, one per character (`text.ts`).
 */

import { globMatch } from "../../types/glob.ts";
import { BadValue, ConfigError } from "./error.ts";
import type { Setting } from "./kinds.ts";
import {
  type Effect,
  findParameter,
  type Name,
  NAMES,
  type Parameter,
  parameter,
  TABLE,
  VISIBLE,
} from "./table.ts";
import { textToBytes } from "./text.ts";

/** `proto-max-bulk-len` becomes `protoMaxBulkLen`. */
export type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

type ValueOf<P> = P extends Parameter<infer T> ? T : never;

/**
 * The value of every parameter under its name in camel case, with the type that its row in the
 * table gives it. A plain object: reading a property costs what reading a field costs.
 */
export type Values = {
  readonly [N in Name as CamelCase<N>]: ValueOf<(typeof TABLE)[N]>;
};

/** What matters about who asks for a change, and when. */
export interface SetContext {
  /** The client is connected from this machine: `enable-protected-configs local` allows it. */
  readonly local?: boolean;
  /** A data set is being loaded. */
  readonly loading?: boolean;
}

/**
 * Told after parameters were changed, with the names that did. Throws BadValue to refuse, and then
 * everything goes back to what it was and the listeners are told once more.
 */
export type ChangeListener = (changed: ReadonlySet<Name>) => void;

export class Config {
  /** The values in force. The object stays the same for the life of the configuration. */
  readonly values: Values;
  readonly #values: Record<string, unknown> = {};
  readonly #settings: Map<Name, Setting<unknown>> = new Map();
  readonly #initial: Map<Name, string> = new Map();
  readonly #listeners: Map<Name, ChangeListener[]> = new Map();

  /**
   * A configuration at its defaults. `defaults` replaces some of the table's, in the form in which
   * CONFIG SET takes them. Throws BadValue if one of them is wrong.
   */
  constructor(defaults: Partial<Record<Name, string>> = {}) {
    for (const name of NAMES) {
      const { initial } = parameter(name);
      const setting = readSetting(name, defaults[name] ?? initial, initial);
      this.#initial.set(name, setting.text);
      this.#put(name, setting);
    }
    this.values = this.#values as Values;
  }

  /** What CONFIG GET prints for a parameter. */
  text(name: Name): string {
    return this.#settings.get(name)!.text;
  }

  /** The default of a parameter, in the same form. */
  initialText(name: Name): string {
    return this.#initial.get(name)!;
  }

  /**
   * CONFIG GET: the names that match and their texts. A pattern (with `*`, `?` or `[`) finds names
   * and aliases, whatever their case, in alphabetical order; anything else is a name and comes
   * back in the caller's spelling. Nothing is listed twice.
   */
  get(patterns: readonly string[]): [name: string, text: string][] {
    const found = new Map<string, string>();
    for (const pattern of patterns) {
      const spellings = /[[*?]/.test(pattern) ? matching(pattern) : [pattern];
      for (const spelling of spellings) {
        const key = spelling.toLowerCase();
        if (findParameter(key) && !found.has(key)) found.set(key, spelling);
      }
    }
    return [...found].map(([key, spelling]) => [spelling, this.text(findParameter(key)!)]);
  }

  /**
   * CONFIG SET: all of the changes or none. Throws ConfigError, whose message is the error reply;
   * whatever else a listener throws passes through, after the rollback.
   */
  set(
    pairs: readonly (readonly [spelling: string, value: string])[],
    context: SetContext = {},
  ): void {
    const names = this.#checkNames(pairs, context);
    const before = names.map((name) => this.#settings.get(name)!);
    const changed = new Set<Name>();
    const rollBack = () => names.forEach((name, i) => this.#put(name, before[i]));

    for (const [i, name] of names.entries()) {
      const [spelling, value] = pairs[i];
      try {
        const setting = raised(name, readSetting(name, value, this.text(name)));
        if (setting.text !== this.text(name)) changed.add(name);
        this.#put(name, setting);
      } catch (error) {
        rollBack();
        throw setFailed(spelling.toLowerCase(), error);
      }
    }

    const listeners = this.#listenersOf(changed);
    for (const [listener, name] of listeners) {
      try {
        listener(changed);
      } catch (error) {
        rollBack();
        for (const [again] of listeners) tellOfRollback(again, changed);
        const spelling = pairs[names.indexOf(name)][0];
        throw setFailed(spelling.toLowerCase(), error);
      }
    }
  }

  /**
   * Sets one parameter as a start-up file does: whatever its flags, no listener is told. Throws
   * BadValue.
   */
  preset(name: Name, words: readonly string[]): void {
    this.#put(name, parameter(name).kind.read(words, this.text(name)));
  }

  /** Calls `listener` after each CONFIG SET that changed one of these parameters. */
  onChange(names: Name | readonly Name[], listener: ChangeListener): void {
    for (const name of typeof names === "string" ? [names] : names) {
      this.#listeners.set(name, [...this.#listeners.get(name) ?? [], listener]);
    }
  }

  /** The same for all parameters with that effect in the table. */
  onEffect(effect: Effect, listener: ChangeListener): void {
    this.onChange(NAMES.filter((name) => parameter(name).effect === effect), listener);
  }

  /** Puts every parameter back to its default, or only those named; no listener is told. */
  reset(names: readonly Name[] = NAMES): void {
    for (const name of names) {
      const initial = this.initialText(name);
      this.#put(name, readSetting(name, initial, initial));
    }
  }

  /** The parameters of a CONFIG SET; throws ConfigError for the first that cannot be set at all. */
  #checkNames(pairs: readonly (readonly [string, string])[], context: SetContext): Name[] {
    const seen = new Set<string>();
    return pairs.map(([spelling]) => {
      const name = findParameter(spelling);
      if (name === undefined) {
        throw new ConfigError(
          `ERR Unknown option or number of arguments for CONFIG SET - '${spelling}'`,
        );
      }
      const row = parameter(name);
      if (row.immutable) throw setFailed(spelling, new BadValue("can't set immutable config"));
      if (row.protected && !this.#mayChangeProtected(context)) {
        throw setFailed(spelling, new BadValue("can't set protected config"));
      }
      if (row.denyLoading && context.loading) {
        throw new ConfigError("LOADING Redis is loading the dataset in memory");
      }
      // A name and its alias may stand side by side: as in Redis, the last one wins.
      const key = spelling.toLowerCase();
      if (seen.has(key)) throw setFailed(spelling, new BadValue("duplicate parameter"));
      seen.add(key);
      return name;
    });
  }

  #mayChangeProtected(context: SetContext): boolean {
    const allowed = this.values.enableProtectedConfigs;
    return allowed === "yes" || (allowed === "local" && context.local === true);
  }

  /** Each listener once, with the first changed parameter that it listens to. */
  #listenersOf(changed: ReadonlySet<Name>): Map<ChangeListener, Name> {
    const listeners = new Map<ChangeListener, Name>();
    for (const name of changed) {
      for (const listener of this.#listeners.get(name) ?? []) {
        if (!listeners.has(listener)) listeners.set(listener, name);
      }
    }
    return listeners;
  }

  #put(name: Name, setting: Setting<unknown>): void {
    this.#settings.set(name, setting);
    this.#values[camelCase(name)] = setting.value;
  }
}

/** Whether the value of this parameter, under any of its names, must not be logged. */
export function isSensitive(spelling: string): boolean {
  const name = findParameter(spelling);
  return name !== undefined && parameter(name).sensitive === true;
}

function readSetting(name: Name, text: string, previous: string): Setting<unknown> {
  const { kind } = parameter(name);
  return kind.read(kind.multi ? text.split(" ") : [text], previous);
}

function raised(name: Name, setting: Setting<unknown>): Setting<unknown> {
  const { raisedTo } = parameter(name);
  if (raisedTo === undefined || BigInt(setting.text) >= BigInt(raisedTo)) return setting;
  return readSetting(name, raisedTo, setting.text);
}

/** A listener that was content with the old settings once cannot refuse them now. */
function tellOfRollback(listener: ChangeListener, changed: ReadonlySet<Name>): void {
  try {
    listener(changed);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
  }
}

/** The reply for a BadValue; any other error is a fault of ours and stays what it is. */
function setFailed(spelling: string, error: unknown): unknown {
  if (!(error instanceof BadValue)) return error;
  return new ConfigError(
    `ERR CONFIG SET failed (possibly related to argument '${spelling}') - ${error.message}`,
  );
}

function matching(pattern: string): string[] {
  const glob = textToBytes(pattern);
  return VISIBLE.filter((name) =>
    globMatch(glob, 0, glob.length, textToBytes(name), 0, name.length, true)
  );
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
