/**
 * A set of permissions that are held together: commands, keys and channels. A user has one, and
 * perhaps more in parentheses; what any one of them allows is allowed.
 */

import { fromLatin1 } from "../../resp/args.ts";
import { globMatch } from "../../types/glob.ts";
import type { AclCatalog } from "./catalog.ts";
import { CommandRules } from "./command_rules.ts";
import { AFTER_ALL_CHANNELS, AFTER_ALL_KEYS, RuleError, SYNTAX } from "./rule_error.ts";

/** Keys that match may be read, written or both. */
interface KeyPattern {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly reads: boolean;
  readonly writes: boolean;
}

interface ChannelPattern {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export class Selector {
  commands: CommandRules;
  allowsAllKeys = false;
  allowsAllChannels: boolean;
  #keys: KeyPattern[] = [];
  #channels: ChannelPattern[] = [];

  /** Nothing is allowed to begin with, except perhaps all channels (`acl-pubsub-default`). */
  constructor(catalog: AclCatalog, allowsAllChannels: boolean) {
    this.commands = new CommandRules(catalog);
    this.allowsAllChannels = allowsAllChannels;
  }

  copy(catalog: AclCatalog): Selector {
    const copy = new Selector(catalog, this.allowsAllChannels);
    copy.commands = this.commands.copy();
    copy.allowsAllKeys = this.allowsAllKeys;
    copy.#keys = [...this.#keys];
    copy.#channels = [...this.#channels];
    return copy;
  }

  /** Whether everything is allowed. */
  get allowsAll(): boolean {
    return this.commands.allowsAll && this.allowsAllKeys && this.allowsAllChannels;
  }

  /** Whether any key may be read. */
  get readsAllKeys(): boolean {
    return this.allowsAllKeys || this.#keys.some(({ text, reads }) => reads && text === "*");
  }

  /** Whether a key may be used so; one that is neither read nor written must match nevertheless. */
  allowsKey(
    bytes: Uint8Array,
    start: number,
    end: number,
    reads: boolean,
    writes: boolean,
  ): boolean {
    return this.allowsAllKeys ||
      this.#keys.some((pattern) =>
        (pattern.reads || !reads) && (pattern.writes || !writes) &&
        globMatch(pattern.bytes, 0, pattern.bytes.length, bytes, start, end)
      );
  }

  /** Whether a channel may be used; a pattern of channels must be allowed to the letter. */
  allowsChannel(channel: string, isPattern: boolean): boolean {
    if (this.allowsAllChannels) return true;
    const bytes = fromLatin1(channel);
    return this.#channels.some((pattern) =>
      isPattern
        ? pattern.text === channel
        : globMatch(pattern.bytes, 0, pattern.bytes.length, bytes, 0, bytes.length)
    );
  }

  /** Applies a rule about commands, keys or channels. Throws RuleError. */
  apply(rule: string): void {
    switch (rule.toLowerCase()) {
      case "allkeys":
      case "~*":
        this.allowsAllKeys = true;
        this.#keys = [];
        return;
      case "resetkeys":
        this.allowsAllKeys = false;
        this.#keys = [];
        return;
      case "allchannels":
      case "&*":
        this.allowsAllChannels = true;
        this.#channels = [];
        return;
      case "resetchannels":
        this.allowsAllChannels = false;
        this.#channels = [];
        return;
      case "allcommands":
      case "+@all":
        return this.commands.setAll(true);
      case "nocommands":
      case "-@all":
        return this.commands.setAll(false);
    }
    switch (rule[0]) {
      case "~":
      case "%":
        return this.#addKeys(rule);
      case "&":
        return this.#addChannels(rule.slice(1));
      case "+":
      case "-":
        return this.commands.apply(rule);
      default:
        throw new RuleError(SYNTAX);
    }
  }

  /** The patterns of keys as rules: `~a* %R~b`. */
  get keyRules(): string[] {
    if (this.allowsAllKeys) return ["~*"];
    return this.#keys.map(({ text, reads, writes }) =>
      reads && writes ? `~${text}` : `%${reads ? "R" : "W"}~${text}`
    );
  }

  /** The patterns of channels as rules: `&news.*`. */
  get channelRules(): string[] {
    return this.allowsAllChannels ? ["&*"] : this.#channels.map(({ text }) => `&${text}`);
  }

  /** All rules that make up these permissions. */
  toString(): string {
    const channels = this.allowsAllChannels ? [] : ["resetchannels"];
    channels.push(...this.channelRules);
    return [...this.keyRules, ...channels, this.commands.toString()].join(" ");
  }

  #addKeys(rule: string): void {
    if (this.allowsAllKeys) throw new RuleError(AFTER_ALL_KEYS);
    // Redis takes `%R` for `%R~`, a pattern that only the empty key matches.
    const [, marks, text] = /^(?:~|%([RW]+)(?:~|$))([^]*)$/i.exec(rule) ?? [];
    const letters = (marks ?? "RW").toUpperCase();
    if (text === undefined || hasSpace(text) || new Set(letters).size < letters.length) {
      throw new RuleError(SYNTAX);
    }
    const at = this.#keys.findIndex((known) => known.text === text);
    const known = this.#keys[at];
    const pattern: KeyPattern = {
      text,
      bytes: fromLatin1(text),
      reads: letters.includes("R") || known?.reads === true,
      writes: letters.includes("W") || known?.writes === true,
    };
    if (at < 0) this.#keys.push(pattern);
    else this.#keys[at] = pattern;
  }

  #addChannels(text: string): void {
    if (this.allowsAllChannels) throw new RuleError(AFTER_ALL_CHANNELS);
    if (hasSpace(text)) throw new RuleError(SYNTAX);
    if (this.#channels.some((known) => known.text === text)) return;
    this.#channels.push({ text, bytes: fromLatin1(text) });
  }
}

/** Whether a pattern could not stand in a list of rules. */
function hasSpace(text: string): boolean {
  return /[ \t\n\v\f\r\0]/.test(text);
}
