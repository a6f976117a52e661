/** Names that belong to the server rather than to its data. */

import { fieldsOf, itemsOf, pairsOf, textOf, textsIn } from "../../read_reply.ts";
import type { AskedServer, Name } from "./asked_server.ts";

const SECRET = /pass|auth/;
const NOTE_LENGTH = 40;

/** Parameters of the configuration, with what they are set to. */
export function parameters(server: AskedServer): Promise<readonly Name[]> {
  return server.remember("parameters", async () => {
    const reply = await server.ask("CONFIG", "GET", "*");
    return [...pairsOf(reply ?? undefined)].map(([name, value]) => {
      const text = textOf(value);
      const isSecret = text !== "" && SECRET.test(name);
      return { name, note: isSecret ? "(secret)" : text.slice(0, NOTE_LENGTH) };
    });
  });
}

/** What a parameter can be set to, if that is one of a few words. */
export async function settingsOf(
  server: AskedServer,
  parameter: string,
): Promise<readonly Name[]> {
  const known = SETTINGS[parameter];
  const all = await parameters(server);
  const now = all.find(({ name }) => name === parameter)?.note ?? "";
  const words = known ?? (/^(yes|no)$/.test(now) ? ["yes", "no"] : []);
  const names = words.map((name) => ({ name, note: name === now ? "now" : undefined }));
  const isOther = now !== "" && now.length < NOTE_LENGTH && now !== "(secret)" &&
    !words.includes(now);
  return isOther ? [...names, { name: now, note: "now" }] : names;
}

/** Parameters whose values are words. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  "maxmemory-policy": [
    ...["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random"],
    ...["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"],
  ],
  appendfsync: ["always", "everysec", "no"],
  loglevel: ["debug", "verbose", "notice", "warning", "nothing"],
  "repl-diskless-load": ["disabled", "on-empty-db", "swapdb"],
  "sanitize-dump-payload": ["no", "yes", "clients"],
  "acl-pubsub-default": ["allchannels", "resetchannels"],
  "enable-debug-command": ["no", "yes", "local"],
  "enable-protected-configs": ["no", "yes", "local"],
  "enable-module-command": ["no", "yes", "local"],
  "oom-score-adj": ["no", "yes", "relative", "absolute"],
  "shutdown-on-sigint": ["default", "save", "nosave", "now", "force"],
  "shutdown-on-sigterm": ["default", "save", "nosave", "now", "force"],
  "propagation-error-behavior": ["ignore", "panic", "panic-on-replicas"],
  "tls-auth-clients": ["no", "yes", "optional"],
  "syslog-facility": ["user", ...Array.from({ length: 8 }, (_, i) => `local${i}`)],
  "notify-keyspace-events": ["KEA", "Kx", "Ex", "KA", "EA", "Kg$", ""],
  "list-max-listpack-size": ["-1", "-2", "-3", "-4", "-5"],
  supervised: ["no", "upstart", "systemd", "auto"],
};

export function users(server: AskedServer): Promise<readonly Name[]> {
  return plain(server, "ACL", "USERS");
}

/** Categories of commands, or with one given, its commands. */
export function categories(server: AskedServer): Promise<readonly Name[]> {
  return plain(server, "ACL", "CAT");
}

export async function channels(
  server: AskedServer,
  kind: "CHANNELS" | "SHARDCHANNELS",
): Promise<readonly Name[]> {
  return server.isProduction ? [] : await plain(server, "PUBSUB", kind);
}

/** The answer to a command that lists names. */
function plain(server: AskedServer, ...words: string[]): Promise<readonly Name[]> {
  return server.remember(words.join(" "), async () => {
    const reply = await server.ask(...words);
    return textsIn(reply ?? undefined).map((name) => ({ name }));
  });
}

/** Connections, by one of the fields of CLIENT LIST: `id`, `addr`, `laddr`, `name`. */
export function clients(server: AskedServer, field: string): Promise<readonly Name[]> {
  return server.remember(`clients ${field}`, async () => {
    const text = textOf(await server.ask("CLIENT", "LIST") ?? undefined);
    return text.split("\n").flatMap((line) => {
      const fields = new Map([...line.matchAll(/(\S+?)=(\S*)/g)].map(([, k, v]) => [k, v]));
      const name = fields.get(field) ?? "";
      const said = ["addr", "name", "user", "cmd"].filter((other) => other !== field);
      const note = said.map((other) => fields.get(other) ?? "").filter((part) => part !== "");
      return name === "" ? [] : [{ name, note: note.join(" ") }];
    });
  });
}

/** Databases by number, with what INFO says about those that have keys. */
export function databases(server: AskedServer): Promise<readonly Name[]> {
  return server.remember("databases", async () => {
    const [limits, info] = await Promise.all([
      server.ask("CONFIG", "GET", "databases"),
      server.ask("INFO", "keyspace"),
    ]);
    const sizes = new Map(
      [...textOf(info ?? undefined).matchAll(/^db(\d+):keys=(\d+)/gm)].map(([, db, keys]) => [
        db,
        `${keys} keys`,
      ]),
    );
    const count = Number(textOf([...pairsOf(limits ?? undefined)][0]?.[1])) || 16;
    return Array.from(
      { length: Math.min(count, 100) },
      (_, i) => ({ name: `${i}`, note: sizes.get(`${i}`) }),
    );
  });
}

/** What the latency monitor has seen. */
export function latencyEvents(server: AskedServer): Promise<readonly Name[]> {
  return server.remember("events", async () => {
    const reply = await server.ask("LATENCY", "LATEST");
    return itemsOf(reply ?? undefined).map((event) => {
      const [name, , latestMs] = itemsOf(event).map(textOf);
      return { name, note: `${latestMs} ms` };
    });
  });
}

/** Libraries, or their functions. */
export function functions(
  server: AskedServer,
  kind: "library" | "function",
): Promise<readonly Name[]> {
  return server.remember(`functions ${kind}`, async () => {
    const reply = await server.ask("FUNCTION", "LIST");
    return itemsOf(reply ?? undefined).map(fieldsOf).flatMap((library) => {
      const name = textOf(library.get("library_name"));
      if (kind === "library") return [{ name, note: textOf(library.get("engine")) }];
      return itemsOf(library.get("functions")).map((each) => ({
        name: textOf(fieldsOf(each).get("name")),
        note: name,
      }));
    });
  });
}

export function modules(server: AskedServer): Promise<readonly Name[]> {
  return server.remember("modules", async () => {
    const reply = await server.ask("MODULE", "LIST");
    return itemsOf(reply ?? undefined).map((item) => ({
      name: textOf(fieldsOf(item).get("name")),
    }));
  });
}

/** Nodes of the cluster, by ID. */
export function nodes(server: AskedServer): Promise<readonly Name[]> {
  return server.remember("nodes", async () => {
    const text = textOf(await server.ask("CLUSTER", "NODES") ?? undefined);
    return text.split("\n").filter((line) => line !== "").map((line) => {
      const [name, address, flags] = line.split(" ");
      return { name, note: `${address} ${flags}` };
    });
  });
}
