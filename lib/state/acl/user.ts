/** A user: whether and how to log in, and the permissions that come with it. */

import { splitWords } from "../config/text.ts";
import type { AclCatalog } from "./catalog.ts";
import { digestOf, isAmong, isDigest } from "./passwords.ts";
import { BAD_HASH, NO_SUCH_PASSWORD, RuleError, SYNTAX } from "./rule_error.ts";
import { Selector } from "./selector.ts";

/** What users are made with. */
export interface UserDefaults {
  readonly catalog: AclCatalog;
  /** `acl-pubsub-default`. */
  readonly allowsAllChannels: boolean;
}

export class User {
  readonly name: string;
  /** Whether one can log in as this user. */
  isOn = false;
  /** Whether any password will do. */
  needsNoPassword = false;
  /** Whether everything is allowed: then nothing needs to be looked at. */
  isUnrestricted = false;
  /** The permissions; the first are those not in parentheses. */
  selectors: Selector[];
  /** Whether what RESTORE is given is looked through. */
  #sanitizesPayload = true;
  #digests: string[] = [];

  /** A user who may do nothing. */
  constructor(name: string, { catalog, allowsAllChannels }: UserDefaults) {
    this.name = name;
    this.selectors = [new Selector(catalog, allowsAllChannels)];
  }

  /** Applies rules one after the other, all of them or, if one is wrong, none. Throws RuleError. */
  apply(rules: readonly string[], defaults: UserDefaults): void {
    const changed = new User(this.name, defaults);
    changed.become(this, defaults);
    for (const rule of rules) {
      try {
        changed.#apply(rule, defaults);
      } catch (error) {
        if (error instanceof RuleError) throw new BadRuleError(rule, error.message);
        throw error;
      }
    }
    this.become(changed, defaults);
  }

  /** Takes over everything of another user but the name. */
  become(other: User, { catalog }: UserDefaults): void {
    this.isOn = other.isOn;
    this.needsNoPassword = other.needsNoPassword;
    this.#sanitizesPayload = other.#sanitizesPayload;
    this.#digests = [...other.#digests];
    this.selectors = other.selectors.map((selector) => selector.copy(catalog));
    this.isUnrestricted = this.selectors.some(({ allowsAll }) => allowsAll);
  }

  /** Whether one can log in with that password. */
  accepts(password: string): boolean {
    return this.isOn && (this.needsNoPassword || isAmong(password, this.#digests));
  }

  /** The digests of the passwords. */
  get digests(): readonly string[] {
    return this.#digests;
  }

  /** What ACL GETUSER shows as flags: words that are rules. */
  get flags(): string[] {
    return [
      this.isOn ? "on" : "off",
      ...(this.needsNoPassword ? ["nopass"] : []),
      this.#sanitizesPayload ? "sanitize-payload" : "skip-sanitize-payload",
    ];
  }

  /** The user as a list of rules that make the same one. */
  toString(): string {
    const [first, ...others] = this.selectors;
    return [
      ...this.flags,
      ...this.#digests.map((digest) => `#${digest}`),
      first.toString(),
      ...others.map((selector) => `(${selector})`),
    ].join(" ");
  }

  #apply(rule: string, defaults: UserDefaults): void {
    switch (rule.toLowerCase()) {
      case "":
        return;
      case "on":
      case "off":
        this.isOn = rule.length === 2;
        return;
      case "nopass":
        this.needsNoPassword = true;
        this.#digests = [];
        return;
      case "resetpass":
        this.needsNoPassword = false;
        this.#digests = [];
        return;
      case "sanitize-payload":
      case "skip-sanitize-payload":
        this.#sanitizesPayload = rule.length === "sanitize-payload".length;
        return;
      case "clearselectors":
        this.selectors.length = 1;
        return;
      case "reset":
        return this.become(new User(this.name, defaults), defaults);
    }
    if (rule[0] === "(" && rule.endsWith(")")) this.selectors.push(readSelector(rule, defaults));
    else if (">#<!".includes(rule[0])) this.#applyPassword(rule);
    else this.selectors[0].apply(rule);
  }

  /** `>password`, `#digest` to add one, `<password`, `!digest` to remove it. */
  #applyPassword(rule: string): void {
    const sign = rule[0];
    const text = rule.slice(1);
    const isPlain = sign === ">" || sign === "<";
    if (!isPlain && !isDigest(text)) throw new RuleError(BAD_HASH);
    const digest = isPlain ? digestOf(text) : text;
    const at = this.#digests.indexOf(digest);
    if (sign === ">" || sign === "#") {
      this.needsNoPassword = false;
      if (at < 0) this.#digests.push(digest);
    } else {
      if (at < 0) throw new RuleError(NO_SUCH_PASSWORD);
      this.#digests.splice(at, 1);
    }
  }
}

/** A rule among others that cannot be applied. */
export class BadRuleError extends RuleError {
  readonly rule: string;

  constructor(rule: string, reason: string) {
    super(reason);
    this.rule = rule;
  }
}

/** The permissions that `(rule rule …)` stands for. */
function readSelector(rule: string, { catalog, allowsAllChannels }: UserDefaults): Selector {
  const words = splitWords(rule.slice(1, -1));
  if (!words) throw new RuleError(SYNTAX);
  const selector = new Selector(catalog, allowsAllChannels);
  for (const word of words) selector.apply(word);
  return selector;
}

/**
 * The rules with those in parentheses put together again, which are several arguments of ACL
 * SETUSER: `(+get`, `~a)` is one. If they are not closed, the argument that opened them.
 */
export function joinSelectors(words: readonly string[]): string[] | { readonly open: string } {
  const rules: string[] = [];
  let first = "";
  let open: string | null = null;
  for (const word of words) {
    if (open !== null) open += ` ${word}`;
    else if (word[0] === "(" && !word.endsWith(")")) first = open = word;
    else rules.push(word);
    if (open?.endsWith(")")) {
      rules.push(open);
      open = null;
    }
  }
  return open === null ? rules : { open: first };
}
