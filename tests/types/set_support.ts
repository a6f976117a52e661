/** A set at a key of a database, driven by text, for tests. */

import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { ENCODING_NAMES, SET } from "../../lib/keyspace/types.ts";
import type { Entry } from "../../lib/memory/entry.ts";
import { Element } from "../../lib/memory/listpack.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import type { Members } from "../../lib/types/members.ts";
import {
  addMember,
  chooseMember,
  createSet,
  hasMember,
  membersOf,
  removeChosen,
  removeMember,
  scanMembers,
  type SetLimits,
  setSize,
} from "../../lib/types/set.ts";
import { popMembers, sampleMembers } from "../../lib/types/set_sampling.ts";
import type { SetMembers } from "../../lib/types/set_members.ts";
import { randomFrom } from "../support/random.ts";

export const LIMITS: SetLimits = {
  setMaxIntsetEntries: 512,
  setMaxListpackEntries: 128,
  setMaxListpackValue: 64,
};

export function testDatabase(): Database {
  return new Database(0, new Environment(randomFrom(1)));
}

export class SetKey {
  readonly db: Database;
  readonly key: Uint8Array;
  readonly limits: SetLimits;
  readonly random = randomFrom(7);

  constructor(db: Database, name: string, limits: SetLimits = LIMITS) {
    this.db = db;
    this.key = fromLatin1(name);
    this.limits = limits;
  }

  entry(): Entry | null {
    return this.db.find(this.key, 0, this.key.length);
  }

  add(text: string): boolean {
    const { db, key, limits } = this;
    const member = fromLatin1(text);
    const entry = this.entry() ??
      createSet(db, key, 0, key.length, limits, 1, member, 0, member.length);
    return addMember(db, entry, limits, member, 0, member.length);
  }

  remove(text: string): boolean {
    const member = fromLatin1(text);
    const entry = this.entry();
    if (entry === null || !removeMember(this.db, entry, member, 0, member.length)) return false;
    this.#dropEmpty(entry);
    return true;
  }

  has(text: string): boolean {
    const member = fromLatin1(text);
    const entry = this.entry();
    return entry !== null && hasMember(this.db, entry, member, 0, member.length);
  }

  choose(): string {
    const chosen = new Element();
    chooseMember(this.db, this.entry()!, this.random, chosen);
    return latin1(chosen.bytes, chosen.start, chosen.end);
  }

  pop(): string {
    const entry = this.entry()!;
    const chosen = new Element();
    chooseMember(this.db, entry, this.random, chosen);
    const text = latin1(chosen.bytes, chosen.start, chosen.end);
    removeChosen(this.db, entry);
    this.#dropEmpty(entry);
    return text;
  }

  sample(count: number): string[] {
    const found: string[] = [];
    sampleMembers(this.db, this.entry()!, count, this.random, (bytes, start, end) => {
      found.push(latin1(bytes, start, end));
    });
    return found;
  }

  popSeveral(count: number): string[] {
    const { db, limits, random } = this;
    const found: string[] = [];
    popMembers(db, this.entry()!, limits, count, random, (bytes, start, end) => {
      found.push(latin1(bytes, start, end));
    });
    return found;
  }

  scan(cursor: number, count: number): { next: number; found: string[] } {
    const found: string[] = [];
    const next = scanMembers(this.db, this.entry()!, cursor, count, (bytes, start, end) => {
      found.push(latin1(bytes, start, end));
    });
    return { next, found };
  }

  get size(): number {
    const entry = this.entry();
    return entry === null ? 0 : setSize(this.db, entry);
  }

  get encoding(): string {
    return ENCODING_NAMES[SET][this.entry()!.encoding];
  }

  members(): SetMembers {
    return membersOf(this.db, this.entry()!);
  }

  /** All members, sorted. */
  all(): string[] {
    return this.entry() === null ? [] : textsOf(this.members());
  }

  delete(): void {
    this.db.delete(this.key, 0, this.key.length);
    while (this.db.dying > 0) this.db.reclaim();
  }

  #dropEmpty(entry: Entry): void {
    if (setSize(this.db, entry) === 0) this.db.removeFound(entry);
  }
}

/** The members, sorted. */
export function textsOf(members: Members): string[] {
  const found: string[] = [];
  while (members.next()) found.push(latin1(members.bytes, members.start, members.end));
  return found.sort();
}
