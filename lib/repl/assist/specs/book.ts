/**
 * All commands that are known: at first from a table of our own, then from the server itself, which
 * knows best what it takes. What a server does not describe is looked up in the table.
 */

import type { Reply } from "../../../resp/value.ts";
import { factsFrom, listOutlines, readOutline } from "./docs.ts";
import type { ArgSpec, CommandFacts } from "./facts.ts";
import { itemsOf, pairsOf, textOf } from "../../read_reply.ts";
import { corrected, LENIENT } from "./rules.ts";

/** Asks the server; words are Latin-1. An error of the server is a reply. */
export type Ask = (words: readonly string[], signal: AbortSignal) => Promise<Reply>;

/** A command found by the words that name it. */
export interface FoundCommand {
  readonly facts: CommandFacts;
  /** `CLIENT GETNAME` */
  readonly name: string;
  readonly nameWords: number;
  /** Whether what does not fit is certainly refused. */
  readonly isSure: boolean;
}

/** A command, which is read when somebody asks for it: all at once would take a moment. */
interface Entry {
  /** What COMMAND says. */
  readonly outline?: Reply;
  /** What COMMAND DOCS says. */
  readonly docs?: Reply;
  facts?: CommandFacts;
}

/** Groups whose commands are described well enough to find fault with a line. */
const WELL_KNOWN = new Set([
  ...["string", "bitmap", "hyperloglog", "generic", "list", "hash", "set", "sorted-set", "geo"],
  ...["stream", "pubsub", "transactions", "scripting", "connection", "server", "cluster"],
]);

export class CommandBook {
  readonly #table: ReadonlyMap<string, CommandFacts>;
  #entries: ReadonlyMap<string, Entry>;
  #names: readonly string[] = [];
  /** Whether the table describes the server. */
  #isTableSure: boolean;
  /** Versions before this one lack some of what the table tells; empty: nothing is known. */
  #version = "";
  #isComplete: boolean;
  /** Asks about names that the server did not list. */
  #inquire: (name: string) => void = () => {};
  /** Counts loadings, so that the last one wins. */
  #loading = 0;
  /** Is called when more is known than before. */
  onChange: () => void = () => {};

  /**
   * `tables`: what is known without a server; the first one that has a command counts. `isSure`:
   * whether it is known to be what the server takes.
   */
  constructor(tables: readonly (readonly CommandFacts[])[], isSure = false) {
    const table = new Map<string, CommandFacts>();
    for (const facts of tables.flat()) {
      if (facts.name !== "" && !table.has(facts.name)) table.set(facts.name, facts);
    }
    this.#table = table;
    this.#isTableSure = this.#isComplete = isSure;
    this.#entries = entriesOf(table);
    this.#list();
  }

  /** Whether there are no commands but these. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Names of commands, without subcommands, in capitals, in alphabetical order. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The command, or the subcommand, that these words begin with. Case does not matter. */
  find(words: readonly string[]): FoundCommand | null {
    if (words.length === 0 || words[0].length > 64) return null;
    const facts = this.facts(words[0].toUpperCase());
    if (facts === null) return null;
    const isSure = this.#isJudged(facts);
    const { name, subcommands } = facts;
    const second = words.length > 1 && words[1].length <= 64 ? words[1].toUpperCase() : undefined;
    const sub = second && subcommands?.find((each) => each.name === second);
    return sub
      ? { facts: sub, name: `${name} ${sub.name}`, nameWords: 2, isSure }
      : { facts, name, nameWords: 1, isSure };
  }

  /** What is known about a command, by its name in capitals; null if there is none. */
  facts(name: string): CommandFacts | null {
    const entry = this.#entries.get(name);
    if (entry === undefined) return null;
    return entry.facts ??= this.#factsOf(name, entry);
  }

  /** All commands. */
  *all(): Generator<CommandFacts> {
    for (const name of this.#names) yield this.facts(name)!;
  }

  /**
   * Makes sure that there is no command of this name: it may have been renamed, and then a server
   * does not list it.
   */
  doubt(name: string): void {
    this.#inquire(name);
  }

  /** Takes what the server says about its commands; until then, and without it, the table counts. */
  async load(ask: Ask, signal: AbortSignal): Promise<void> {
    const loading = ++this.#loading;
    const answer = (...words: string[]) => ask(words, signal).catch(() => undefined);
    const outlines = listOutlines(await answer("COMMAND"));
    const docs = new Map<string, Reply>();
    for (const [name, reply] of pairsOf(await answer("COMMAND", "DOCS"))) {
      // An error, or a list of plain commands from a server that does not know DOCS, is no map.
      if (itemsOf(reply).length > 0) docs.set(name.toUpperCase(), reply);
    }
    const info = docs.size > 0 ? "" : textOf(await answer("INFO", "server"));
    if (loading !== this.#loading || signal.aborted) return;
    if (outlines.size === 0 && docs.size === 0) return;
    this.#version = /^redis_version:([\d.]+)/m.exec(info)?.[1] ?? "";
    this.#isTableSure = docs.size > 0 || this.#version !== "" && !IMITATION.test(info);
    this.#isComplete = true;
    const names = new Set([...outlines.keys(), ...docs.keys()]);
    const entries = new Map(
      [...names].map((
        name,
      ): [string, Entry] => [name, { outline: outlines.get(name), docs: docs.get(name) }]),
    );
    this.#entries = entries;
    this.#inquire = inquirer(ask, signal, (name, outline) => {
      if (loading !== this.#loading) return;
      entries.set(name, { outline });
      this.#list();
    });
    this.#list();
  }

  /** Knows no longer which server it is: the table counts again. */
  forget(): void {
    this.#loading++;
    this.#entries = entriesOf(this.#table);
    this.#isTableSure = this.#isComplete = false;
    this.#version = "";
    this.#inquire = () => {};
    this.#list();
  }

  #list(): void {
    this.#names = [...this.#entries.keys()].sort();
    this.onChange();
  }

  #factsOf(name: string, entry: Entry): CommandFacts {
    const { docs } = entry;
    const outline = entry.outline && readOutline(entry.outline);
    const own = this.#table.get(name);
    if (docs !== undefined || own === undefined) return corrected(factsFrom(name, outline, docs));
    const known = this.#version === "" ? own : asOf(own, this.#version);
    return outline === undefined ? known : { ...known, arity: outline.arity };
  }

  #isJudged({ name, group }: CommandFacts): boolean {
    return this.#isTableSure && WELL_KNOWN.has(group) && !LENIENT.has(name);
  }
}

/** Servers that say they are a Redis of some version, and are not. */
const IMITATION = /^(?:dragonfly|keydb|garnet|kvrocks|pika|tendis|aerospike)\w*version:|^dfly/im;

function entriesOf(table: ReadonlyMap<string, CommandFacts>): Map<string, Entry> {
  return new Map([...table].map(([name, facts]) => [name, { facts }]));
}

/** Asks once about each name; `found` is told of those that are commands after all. */
function inquirer(
  ask: Ask,
  signal: AbortSignal,
  found: (name: string, outline: Reply) => void,
): (name: string) => void {
  const asked = new Set<string>();
  return (name) => {
    if (asked.has(name) || asked.size >= 100 || signal.aborted) return;
    asked.add(name);
    ask(["COMMAND", "INFO", name], signal).then((reply) => {
      const [outline] = listOutlines(reply).values();
      if (outline !== undefined) found(name, outline);
    }, () => {});
  };
}

/** A command as it was in some version: without what came later. */
export function asOf(facts: CommandFacts, version: string): CommandFacts {
  const isThere = ({ since }: { readonly since?: string }) =>
    since === undefined || since === "" || !isBefore(version, since);
  const argsThere = (args: readonly ArgSpec[]): ArgSpec[] =>
    args.filter(isThere).map((arg) =>
      arg.args === undefined ? arg : { ...arg, args: argsThere(arg.args) }
    ).filter(({ type, args }) => args === undefined || args.length > 0 || type === "block");
  return {
    ...facts,
    args: facts.args && argsThere(facts.args),
    history: facts.history?.filter(([since]) => isThere({ since })),
    deprecated: facts.deprecated && isThere(facts.deprecated) ? facts.deprecated : undefined,
    subcommands: facts.subcommands?.filter(isThere).map((sub) => asOf(sub, version)),
  };
}

/** Whether `7.0.15` comes before `7.4.0`. */
export function isBefore(version: string, other: string): boolean {
  const parts = [version, other].map((text) => text.split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const [a, b] = parts.map((numbers) => numbers[i] ?? 0);
    if (a !== b) return a < b;
  }
  return false;
}
