/** The users of a server, and what was refused to them. */

import type { Config } from "../config/config.ts";
import type { AclCatalog } from "./catalog.ts";
import { AclLog } from "./log.ts";
import { User, type UserDefaults } from "./user.ts";

/** The user of those who have not logged in; always there. */
export const DEFAULT_USER = "default";

export class Acl {
  readonly log: AclLog = new AclLog();
  readonly catalog: AclCatalog;
  readonly defaultUser: User;
  readonly #config: Config;
  readonly #users = new Map<string, User>();

  constructor(catalog: AclCatalog, config: Config) {
    this.catalog = catalog;
    this.#config = config;
    this.defaultUser = allPowerful(this.defaults);
    this.#users.set(DEFAULT_USER, this.defaultUser);
    this.setPassword(config.values.requirepass);
    config.onChange("requirepass", () => this.setPassword(config.values.requirepass));
  }

  /** What a new user is made with. */
  get defaults(): UserDefaults {
    const allowsAllChannels = this.#config.values.aclPubsubDefault === "allchannels";
    return { catalog: this.catalog, allowsAllChannels };
  }

  /** Whether clients need not log in. */
  get isOpen(): boolean {
    return this.defaultUser.isOn && this.defaultUser.needsNoPassword;
  }

  /** All users, in the order of their names. */
  get users(): User[] {
    return [...this.#users.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  find(name: string): User | undefined {
    return this.#users.get(name);
  }

  /** Makes a user or changes one, by rules; nothing happens if one is wrong. Throws BadRuleError. */
  setUser(name: string, rules: readonly string[]): User {
    const user = this.#users.get(name) ?? new User(name, this.defaults);
    user.apply(rules, this.defaults);
    this.#users.set(name, user);
    return user;
  }

  /** Removes a user; undefined if there is none of that name. */
  delete(name: string): User | undefined {
    const user = this.#users.get(name);
    this.#users.delete(name);
    return user;
  }

  /** `requirepass`: the only password of the default user; empty: none is needed. */
  setPassword(password: string): void {
    const rule = password === "" ? "nopass" : `>${password}`;
    this.defaultUser.apply(["resetpass", rule], this.defaults);
  }

  /**
   * Replaces all users. The default user, who is always there, and those who were there before stay
   * the same objects. Returns those whose permissions or passwords are not what they were.
   */
  replaceAll(users: ReadonlyMap<string, User>): User[] {
    const { defaults } = this;
    const old = [...this.#users.values()];
    const before = new Map(old.map((user) => [user, user.toString()]));
    this.#users.clear();
    this.#users.set(DEFAULT_USER, this.defaultUser);
    if (!users.has(DEFAULT_USER)) this.defaultUser.become(allPowerful(defaults), defaults);
    for (const [name, user] of users) {
      const known = old.find((other) => other.name === name);
      known?.become(user, defaults);
      this.#users.set(name, known ?? user);
    }
    return old.filter((user) =>
      this.#users.get(user.name) !== user || user.toString() !== before.get(user)
    );
  }

  /** A line `user NAME RULE…` for each user. */
  get lines(): string[] {
    return this.users.map((user) => `user ${user.name} ${user}`);
  }
}

function allPowerful(defaults: UserDefaults): User {
  const user = new User(DEFAULT_USER, defaults);
  user.apply(["+@all", "~*", "&*", "on", "nopass"], defaults);
  return user;
}

/** Whether a user can have that name. */
export function isUserName(name: string): boolean {
  return !/[ \t\n\v\f\r\0]/.test(name);
}
