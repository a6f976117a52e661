/** Names within streams: groups, consumers, IDs. */

import { fieldsOf, itemsOf, textOf, textsIn } from "../../read_reply.ts";
import type { AskedServer, Name } from "./asked_server.ts";

const IDS = "10";

export function groupsOf(server: AskedServer, key: string): Promise<readonly Name[]> {
  return server.remember(`groups ${key}`, async () => {
    const reply = await server.ask("XINFO", "GROUPS", key);
    return itemsOf(reply ?? undefined).map((item) => {
      const fields = fieldsOf(item);
      const pending = textOf(fields.get("pending"));
      return { name: textOf(fields.get("name")), note: `${pending} pending` };
    });
  });
}

export function consumersOf(
  server: AskedServer,
  key: string,
  group: string,
): Promise<readonly Name[]> {
  return server.remember(`consumers ${key} ${group}`, async () => {
    const reply = await server.ask("XINFO", "CONSUMERS", key, group);
    return itemsOf(reply ?? undefined).map((item) => {
      const fields = fieldsOf(item);
      const [pending, idleMs] = ["pending", "idle"].map((name) => textOf(fields.get(name)));
      return { name: textOf(fields.get("name")), note: `${pending} pending, idle ${idleMs} ms` };
    });
  });
}

/** The last entries. */
export async function lastIds(server: AskedServer, key: string): Promise<readonly Name[]> {
  if (server.isProduction) return [];
  return await server.remember(`ids ${key}`, async () => {
    const reply = await server.ask("XREVRANGE", key, "+", "-", "COUNT", IDS);
    return itemsOf(reply ?? undefined).map((entry) => ({ name: textOf(itemsOf(entry)[0]) }));
  });
}

/** The fields of the last entry. */
export async function lastFields(server: AskedServer, key: string): Promise<readonly Name[]> {
  if (server.isProduction) return [];
  return await server.remember(`fields ${key}`, async () => {
    const reply = await server.ask("XREVRANGE", key, "+", "-", "COUNT", "1");
    const [, fields] = itemsOf(itemsOf(reply ?? undefined)[0]);
    return textsIn(fields).filter((_, i) => i % 2 === 0).map((name) => ({ name }));
  });
}

/** Entries that a group's consumers have not acknowledged. */
export async function pendingIds(
  server: AskedServer,
  key: string,
  group: string,
): Promise<readonly Name[]> {
  return await server.remember(`pending ${key} ${group}`, async () => {
    const reply = await server.ask("XPENDING", key, group, "-", "+", IDS);
    return itemsOf(reply ?? undefined).map((entry) => {
      const [id, consumer] = itemsOf(entry).map(textOf);
      return { name: id, note: `pending for ${consumer}` };
    });
  });
}
