/**
 * Which commands may be run: a set of commands and subcommands, built up by rules in their order.
 *
 * The rules are kept as they were given, because a category may hold more commands in the next
 * version. A rule makes those before it void that are about the same command, category or
 * subcommand of the command: `+config|get +config` is `+config`.
 */

import type { Args } from "../../resp/args.ts";
import type { AclCatalog, AclCommand } from "./catalog.ts";
import { FIRST_ARG_OF_SUBCOMMAND, RuleError, SYNTAX, UNKNOWN_COMMAND } from "./rule_error.ts";

interface Rule {
  readonly isAllowed: boolean;
  /** Lower case: `get`, `config|get`, `@read`, `select|0`. */
  readonly subject: string;
}

export class CommandRules {
  /** Whether every command may be run, also those still to be invented. */
  allowsAll = false;
  readonly #catalog: AclCatalog;
  /** Whether it began with `+@all`. */
  #beginsWithAll = false;
  readonly #allowed = new Set<AclCommand>();
  /** Words (lower case) that may be the first argument of a command otherwise not allowed. */
  readonly #firstArgs = new Map<AclCommand, string[]>();
  #rules: Rule[] = [];

  constructor(catalog: AclCatalog) {
    this.#catalog = catalog;
  }

  copy(): CommandRules {
    const copy = new CommandRules(this.#catalog);
    copy.allowsAll = this.allowsAll;
    copy.#beginsWithAll = this.#beginsWithAll;
    for (const command of this.#allowed) copy.#allowed.add(command);
    for (const [command, words] of this.#firstArgs) copy.#firstArgs.set(command, [...words]);
    copy.#rules = [...this.#rules];
    return copy;
  }

  /** Whether a command may be run with these arguments, as far as the command itself goes. */
  allows(command: AclCommand, args: Args): boolean {
    if (this.allowsAll || !command.needsAuth || this.#allowed.has(command)) return true;
    const words = this.#firstArgs.get(command);
    return words !== undefined && args.count > 1 && words.includes(args.text(1).toLowerCase());
  }

  /** `+@all` or `-@all`. */
  setAll(isAllowed: boolean): void {
    this.allowsAll = isAllowed;
    this.#beginsWithAll = isAllowed;
    this.#rules = [];
    this.#firstArgs.clear();
    this.#allowed.clear();
    if (isAllowed) { for (const command of this.#catalog.all.values()) this.#set(command, true); }
  }

  /** A rule such as `+get`, `-config|set`, `+@read`, `+select|0`. Throws RuleError. */
  apply(rule: string): void {
    const isAllowed = rule[0] === "+";
    const subject = rule.slice(1).toLowerCase();
    if (subject[0] === "@") this.#setCategory(subject.slice(1), isAllowed);
    else if (isAllowed) this.#allow(subject);
    else this.#set(this.#find(subject), false);
    this.#rules = this.#rules.filter((other) =>
      other.subject !== subject && !other.subject.startsWith(`${subject}|`)
    );
    this.#rules.push({ isAllowed, subject });
  }

  /** The rules that make up this set: `-@all +@read -get`. */
  toString(): string {
    const rules = this.#rules.map(({ isAllowed, subject }) => (isAllowed ? "+" : "-") + subject);
    return [this.#beginsWithAll ? "+@all" : "-@all", ...rules].join(" ");
  }

  #allow(subject: string): void {
    const bar = subject.lastIndexOf("|");
    if (bar < 0) return this.#set(this.#find(subject), true);
    const command = this.#find(subject.slice(0, bar));
    const word = subject.slice(bar + 1);
    if (command.parent !== null) throw new RuleError(FIRST_ARG_OF_SUBCOMMAND);
    if (word === "") throw new RuleError(SYNTAX);
    if (command.subcommands !== null) return this.#set(this.#find(subject), true);
    const words = this.#firstArgs.get(command) ?? [];
    if (!words.includes(word)) this.#firstArgs.set(command, [...words, word]);
  }

  #setCategory(category: string, isAllowed: boolean): void {
    if (!this.#catalog.categories.includes(category)) throw new RuleError(UNKNOWN_COMMAND);
    const visit = (commands: Iterable<AclCommand>) => {
      for (const command of commands) {
        if (command.categories.includes(category)) this.#set(command, isAllowed);
        if (command.subcommands !== null) visit(command.subcommands.values());
      }
    };
    visit(this.#catalog.all.values());
  }

  /** Allows or forbids a command with all of its subcommands. */
  #set(command: AclCommand, isAllowed: boolean): void {
    if (isAllowed) this.#allowed.add(command);
    else {
      this.#allowed.delete(command);
      this.allowsAll = false;
    }
    this.#firstArgs.delete(command);
    for (const sub of command.subcommands?.values() ?? []) this.#set(sub, isAllowed);
  }

  #find(name: string): AclCommand {
    const command = this.#catalog.byName(name);
    if (command === undefined) throw new RuleError(UNKNOWN_COMMAND);
    return command;
  }
}
