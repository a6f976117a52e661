/** Which commands a person should be asked about first, and what they would do. */

import {
  count,
  databaseSizes,
  fieldOf,
  type Inquiry,
  integerOf,
  keysOfAll,
  keysText,
  listed,
  shown,
  textOf,
} from "./facts.ts";

export interface Surroundings {
  readonly isProduction: boolean;
  /** The database that is chosen. */
  readonly db: number;
  readonly inquire: Inquiry;
}

/** A kind of command that is dangerous, perhaps. */
export interface Danger {
  /** `CONFIG SET`: one word or two. */
  readonly names: readonly string[];
  /** Whether it is dangerous on a server marked production only. */
  readonly isForProduction?: boolean;
  /**
   * What the command would do, to stand behind "would"; null if there is no harm in it. `args` are
   * what follows the name.
   */
  effect(args: readonly string[], surroundings: Surroundings): Promise<string | null>;
}

/** From so many keys on, to go through all of them takes the server a while. */
const BIG_DATABASE_KEYS = 10_000;
/** From so many keys on, to remove them at once is worth a question. */
const MANY_KEYS = 10;

export const DANGERS: readonly Danger[] = [
  {
    names: ["FLUSHALL"],
    async effect(_, { inquire }) {
      const sizes = await databaseSizes(inquire);
      if (sizes === null) return "remove all keys of all databases";
      if (sizes.size === 0) return null;
      const sum = [...sizes.values()].reduce((one, other) => one + other, 0);
      return sizes.size === 1
        ? `remove ${keysText(sum)} of database ${[...sizes.keys()][0]}`
        : `remove ${keysText(sum)} of ${sizes.size} databases`;
    },
  },
  {
    names: ["FLUSHDB"],
    async effect(_, { inquire, db }) {
      const size = integerOf(await inquire("DBSIZE"));
      if (size === 0) return null;
      return `remove ${size === null ? "all keys" : keysText(size)} of database ${db}`;
    },
  },
  {
    names: ["SWAPDB"],
    async effect([one, other], { inquire }) {
      const sizes = await databaseSizes(inquire);
      const named = (db: string) =>
        sizes === null ? db : `${db} (${keysText(sizes.get(Number(db)) ?? 0)})`;
      return other === undefined
        ? null
        : `exchange databases ${named(one)} and ${named(other)}, for all clients`;
    },
  },
  {
    names: ["KEYS"],
    async effect(_, { inquire }) {
      const size = integerOf(await inquire("DBSIZE"));
      if (size !== null && size < BIG_DATABASE_KEYS) return null;
      const all = size === null ? "all keys" : keysText(size);
      return `go through ${all} at once, and let all clients wait meanwhile (SCAN would not)`;
    },
  },
  {
    names: ["DEL", "UNLINK"],
    isForProduction: true,
    async effect(keys, { inquire }) {
      if (keys.length < MANY_KEYS) return null;
      const there = integerOf(await inquire("EXISTS", ...keys));
      if (there === 0) return null;
      return `remove ${there === null ? keysText(keys.length) : keysText(there)}: ${listed(keys)}`;
    },
  },
  {
    names: ["SHUTDOWN"],
    async effect(args, { inquire }) {
      if (args[0]?.toUpperCase() === "ABORT") return null;
      const sum = await keysOfAll(inquire);
      return `stop the server${sum === null ? "" : `, which has ${keysText(sum)}`}`;
    },
  },
  {
    names: ["DEBUG"],
    effect: ([subcommand = ""]) =>
      said(
        HARMLESS_DEBUGGING.includes(subcommand.toUpperCase())
          ? null
          : "run a command for debugging, which may block, change or end the server",
      ),
  },
  {
    names: ["CONFIG SET"],
    isForProduction: true,
    async effect(args, { inquire }) {
      const changes = [];
      for (let i = 0; i + 1 < args.length; i += 2) {
        const reply = await inquire("CONFIG", "GET", args[i]);
        const before = reply === null ? null : fieldOf(reply, args[i].toLowerCase());
        changes.push(
          `${shown(args[i])} from ${before === null ? "its value" : quoted(before)} to ${
            quoted(args[i + 1])
          }`,
        );
      }
      return changes.length === 0 ? null : `change ${changes.join(", ")}`;
    },
  },
  {
    names: ["CONFIG REWRITE"],
    isForProduction: true,
    effect: () => said("write the present configuration into the server's file"),
  },
  {
    names: ["CONFIG RESETSTAT"],
    isForProduction: true,
    effect: () => said("set the server's statistics back to nothing"),
  },
  {
    names: ["SCRIPT FLUSH"],
    async effect(_, { inquire }) {
      const scripts = await infoNumber(inquire, "memory", "number_of_cached_scripts");
      if (scripts === 0) return null;
      const all = scripts === null ? "all scripts" : count(scripts, "script");
      return `forget ${all}, for whoever calls them with EVALSHA`;
    },
  },
  {
    names: ["FUNCTION FLUSH"],
    async effect(_, { inquire }) {
      const libraries = await inquire("FUNCTION", "LIST");
      const sum = libraries?.type === "array" ? libraries.items.length : null;
      if (sum === 0) return null;
      return `remove ${
        sum === null ? "all libraries" : count(sum, "library", "libraries")
      } of functions`;
    },
  },
  {
    names: ["FUNCTION DELETE"],
    effect: ([library = ""]) => said(`remove the functions of library ${shown(library)}`),
  },
  {
    names: ["FUNCTION RESTORE"],
    effect: (args) =>
      said(
        args[1]?.toUpperCase() === "FLUSH"
          ? "remove all functions, and put others in their place"
          : null,
      ),
  },
  {
    names: ["ACL DELUSER"],
    effect: (users) =>
      said(users.length === 0 ? null : `remove ${listed(users)}, and end their connections`),
  },
  {
    names: ["ACL LOAD"],
    isForProduction: true,
    effect: () => said("replace all users by those of the server's file"),
  },
  {
    names: ["CLIENT KILL"],
    isForProduction: true,
    effect: (args) => said(`end the connections that fit ${args.map(shown).join(" ")}`),
  },
  {
    names: ["CLIENT PAUSE"],
    isForProduction: true,
    effect: ([ms = ""]) => said(`let clients wait for ${shown(ms)} ms`),
  },
  {
    names: ["MONITOR"],
    isForProduction: true,
    effect: () => said("show all commands of all clients, which slows the server down"),
  },
  {
    names: ["REPLICAOF", "SLAVEOF"],
    async effect([host = "", port = ""], { inquire }) {
      if (host.toUpperCase() === "NO" && port.toUpperCase() === "ONE") {
        return "end replication, and make the server a primary";
      }
      const sum = await keysOfAll(inquire);
      return `replace ${sum === null ? "all keys" : keysText(sum)} by those of ` +
        `${shown(host)}:${shown(port)}`;
    },
  },
  {
    names: ["FAILOVER"],
    effect: ([option = ""]) =>
      said(option.toUpperCase() === "ABORT" ? null : "make a replica the primary in its place"),
  },
  {
    names: ["CLUSTER RESET"],
    effect: ([how = "SOFT"]) =>
      said(
        "make the node forget its cluster" +
          (how.toUpperCase() === "HARD" ? ", its name and its epoch" : " and its slots"),
      ),
  },
  {
    names: ["CLUSTER FAILOVER"],
    effect: () => said("make the replica the primary of its slots"),
  },
  {
    names: ["CLUSTER FORGET", "CLUSTER DELSLOTS", "CLUSTER DELSLOTSRANGE", "CLUSTER FLUSHSLOTS"],
    effect: () => said("change who serves which slots of the cluster"),
  },
  {
    names: ["SAVE"],
    async effect(_, { inquire }) {
      const sum = await keysOfAll(inquire);
      if (sum === 0) return null;
      const all = sum === null ? "all keys" : keysText(sum);
      return `write ${all} to disk, and let all clients wait meanwhile (BGSAVE would not)`;
    },
  },
  {
    names: ["MIGRATE"],
    effect: ([host = "", port = "", key = "", , , ...options]) => {
      const words = options.map((word) => word.toUpperCase());
      if (words.includes("COPY")) return said(null);
      const at = words.indexOf("KEYS");
      const keys = key !== "" ? [key] : at < 0 ? [] : options.slice(at + 1);
      return said(`move ${listed(keys)} to ${shown(host)}:${shown(port)}`);
    },
  },
  {
    names: ["XGROUP DESTROY"],
    async effect([key = "", group = ""], { inquire }) {
      const pending = await inquire("XPENDING", key, group);
      const sum = pending?.type === "array" ? integerOf(pending.items[0] ?? null) : null;
      return `remove group ${shown(group)} of ${shown(key)}` +
        (sum === null ? "" : `, with ${count(sum, "pending entry", "pending entries")}`);
    },
  },
  {
    names: ["MODULE LOAD", "MODULE LOADEX", "MODULE UNLOAD"],
    effect: () => said("change what code the server runs"),
  },
  {
    names: ["EVAL"],
    effect: ([script = ""]) => {
      const [name] = /\bflush(all|db)\b/i.exec(script) ?? [];
      return said(name === undefined ? null : `run a script that names ${name.toUpperCase()}`);
    },
  },
];

const HARMLESS_DEBUGGING = [
  "HELP",
  "OBJECT",
  "DIGEST",
  "DIGEST-VALUE",
  "LISTPACK",
  "STRINGMATCH-LEN",
];

function said(effect: string | null): Promise<string | null> {
  return Promise.resolve(effect);
}

function quoted(value: string): string {
  return `"${shown(value)}"`;
}

async function infoNumber(
  inquire: Inquiry,
  section: string,
  field: string,
): Promise<number | null> {
  const text = textOf(await inquire("INFO", section));
  const found = new RegExp(`^${field}:(\\d+)`, "m").exec(text ?? "");
  return found === null ? null : Number(found[1]);
}

/** The danger that a command may be, and its arguments; null if it is none. */
export function dangerOf(
  words: readonly string[],
  isProduction: boolean,
): { danger: Danger; name: string; args: readonly string[] } | null {
  const [one = "", other = ""] = words.map((word) => word.toUpperCase());
  for (const danger of DANGERS) {
    const name = danger.names.find((each) => each === one || each === `${one} ${other}`);
    if (name === undefined || danger.isForProduction && !isProduction) continue;
    return { danger, name, args: words.slice(name.split(" ").length) };
  }
  return null;
}
