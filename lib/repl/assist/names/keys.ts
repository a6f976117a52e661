/** Names of keys, by SCAN: bounded in time, in how far it goes, and in how much it finds. */

import type { AskedServer, Name } from "./asked_server.ts";
import { itemsOf, textOf, textsIn } from "../../read_reply.ts";
import type { Reply } from "../../../resp/value.ts";

/** How many keys the server looks at for one answer. */
const STEP = 1000;
/** How many answers are asked for; with `STEP`, some thousand keys are looked at. */
const STEPS_MAX = 10;
/** How many names are enough. */
const ENOUGH = 500;
/** Of so few, the types are told. */
const TYPED_MAX = 20;

/** What was found, and whether that is all there is. */
interface Found {
  readonly names: readonly Name[];
  readonly isAll: boolean;
  /** Whether there was no time for more. */
  readonly isCut?: boolean;
}

/** Keys that begin with `prefix`, of a type (as TYPE says it), or of any. */
export async function keysWith(
  server: AskedServer,
  prefix: string,
  type = "",
): Promise<readonly Name[]> {
  if (server.isProduction) return [];
  const what = (start: string) => `keys ${type} ${start}`;
  for (let length = 0; length < prefix.length; length++) {
    const wider = await server.recall<Found>(what(prefix.slice(0, length)));
    if (wider?.isAll) return wider.names.filter(({ name }) => name.startsWith(prefix));
  }
  const find = async (): Promise<Found> => {
    const found = await scan(server, prefix, type) ?? await scan(server, prefix, "");
    if (found === null) return { names: [], isAll: false };
    return type === "" ? { ...found, names: await withTypes(server, found.names) } : found;
  };
  const isWhole = ({ isCut }: Found) => !isCut;
  const { names, isAll } = await server.remember(what(prefix), find, isWhole);
  if (!isAll) server.wasCut = true;
  return names;
}

/** Null if the server refuses: before Redis 6, SCAN knows no TYPE. */
async function scan(server: AskedServer, prefix: string, type: string): Promise<Found | null> {
  const keys = new Set<string>();
  const options = [
    ...["MATCH", `${escapedPattern(prefix)}*`, "COUNT", `${STEP}`],
    ...type === "" ? [] : ["TYPE", type],
  ];
  let cursor = "0";
  let step = 0;
  let isCut = false;
  do {
    const reply = await server.ask("SCAN", cursor, ...options);
    if (reply === null && step === 0) return null;
    if (reply === null) break;
    const [next, found] = itemsOf(reply);
    for (const key of textsIn(found)) keys.add(key);
    cursor = textOf(next);
    isCut = !server.hasTime;
  } while (cursor !== "0" && ++step < STEPS_MAX && keys.size < ENOUGH && !isCut);
  const isAll = cursor === "0";
  return { names: [...keys].map((name) => ({ name })), isAll, isCut: isCut && !isAll };
}

async function withTypes(
  server: AskedServer,
  names: readonly Name[],
): Promise<readonly Name[]> {
  if (names.length > TYPED_MAX) return names;
  const types = await Promise.all(names.map(({ name }) => server.ask("TYPE", name)));
  return names.map(({ name }, i) => ({ name, note: textOf(types[i] ?? undefined) || undefined }));
}

/** Elements of a hash, a set or a sorted set that begin with `prefix`, by HSCAN and its like. */
export async function elementsWith(
  server: AskedServer,
  command: "HSCAN" | "SSCAN" | "ZSCAN",
  key: string,
  prefix: string,
): Promise<readonly Name[]> {
  if (server.isProduction) return [];
  return await server.remember(`${command} ${key} ${prefix}`, async () => {
    if (command === "HSCAN" && await isSmallHash(server, key)) {
      return textsIn(await server.ask("HKEYS", key) ?? undefined)
        .filter((name) => name.startsWith(prefix)).map((name) => ({ name }));
    }
    const names = new Map<string, Name>();
    let cursor = "0";
    do {
      const match = `${escapedPattern(prefix)}*`;
      const reply = await server.ask(command, key, cursor, "MATCH", match, "COUNT", "200");
      if (reply === null) break;
      const [next, elements] = itemsOf(reply);
      for (const each of elementsOf(command, elements)) names.set(each.name, each);
      cursor = textOf(next);
    } while (cursor !== "0" && names.size < ENOUGH && server.hasTime);
    return [...names.values()];
  });
}

/** Fields alone, without values that may be long, can be had of a small hash only. */
async function isSmallHash(server: AskedServer, key: string): Promise<boolean> {
  const length = Number(textOf(await server.ask("HLEN", key) ?? undefined));
  return length > 0 && length <= 1000;
}

function elementsOf(command: string, reply: Reply | undefined): Name[] {
  const texts = textsIn(reply);
  if (command === "SSCAN") return texts.map((name) => ({ name }));
  return texts.flatMap((name, i) =>
    i % 2 === 1 ? [] : [{ name, note: command === "ZSCAN" ? texts[i + 1] : undefined }]
  );
}

/** A text for MATCH that stands for itself. */
export function escapedPattern(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, "\\$&");
}
