/** Plays dialogues to a server, and compares what it says. */

import { Args, fromLatin1 } from "../../../lib/resp/args.ts";
import { splitWords } from "../../../lib/resp/inline.ts";
import type { Case, Match, Step } from "./dialogue.ts";
import { elements } from "./frames.ts";
import type { Link, Target } from "./link.ts";

/** A command as an array of bulk strings. */
export function request(words: readonly string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
}

/** The words of a line that is quoted as for redis-cli. */
export function words(line: string): string[] {
  const args = new Args();
  const bytes = fromLatin1(line);
  if (!splitWords(bytes, 0, bytes.length, args)) throw new SyntaxError(`Quotes: ${line}`);
  return Array.from({ length: args.count }, (_, i) => args.text(i));
}

/** Plays one case and returns the reply to each step; `undefined` where none is expected. */
export async function play(
  { steps }: Case,
  target: Target,
  protocol: 2 | 3,
): Promise<(string | undefined)[]> {
  const links = new Map<string, Link>();
  const link = async (who: string): Promise<Link> => {
    let found = links.get(who);
    if (found === undefined) {
      links.set(who, found = await target.connect());
      if (protocol === 3 && who !== "raw") await found.send(request(["HELLO", "3"]), 1);
    }
    return found;
  };
  const replies: (string | undefined)[] = [];
  try {
    await (await link("")).send(request(["FLUSHALL"]), 1);
    for (const step of steps) {
      // One step that goes wrong is told as its reply; the rest of the case still has a meaning.
      replies.push(await playStep(step, target, link).catch((error: Error) => error.message));
    }
  } finally {
    for (const each of links.values()) each.close();
  }
  return replies;
}

async function playStep(
  { kind, who, text, silent }: Step,
  target: Target,
  link: (who: string) => Promise<Link>,
): Promise<string | undefined> {
  if (kind === "wait") {
    await target.wait(Number(text));
    return undefined;
  }
  const to = await link(who);
  if (kind === "read") return (await to.send("", 1))[0];
  if (kind === "raw") {
    const [bytes, times = "1"] = words(text);
    return to.raw(bytes.repeat(Number(times)));
  }
  return (await to.send(request(words(text)), silent ? 0 : 1))[0];
}

/** Whether two replies are the same, as strictly as asked. */
export function matches(match: Match, actual: string, expected: string): boolean {
  if (actual === expected) return true;
  if (match === "type") return actual[0] === expected[0];
  if (match === "pattern") return fits(actual, expected);
  return match === "unordered" && sorted(actual) === sorted(expected);
}

/** Whether a reply fits a pattern, in which three dots stand for anything. */
function fits(actual: string, pattern: string): boolean {
  const literal = pattern.split("...").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join("[^]*?")}$`).test(actual);
}

/** Which server it is and of which series, as in `Redis 8.0` or `Valkey 9.1`. */
export async function releaseOf(target: Target): Promise<string> {
  const link = await target.connect();
  const [info] = await link.send(request(["INFO", "server"]), 1);
  link.close();
  const series = (name: string) =>
    new RegExp(`^${name}_version:(\\d+\\.\\d+)`, "m").exec(info)?.[1];
  const valkey = series("valkey");
  return valkey === undefined ? `Redis ${series("redis")}` : `Valkey ${valkey}`;
}

/**
 * Whether a server has all these commands, by its answer to their bare names. Among them,
 * `listener` asks for connections that are made over the network.
 */
export async function has(target: Target, needs: readonly string[]): Promise<boolean> {
  const link = await target.connect();
  try {
    for (const name of needs) {
      if (name === "listener") {
        if (!target.isRemote) return false;
        continue;
      }
      const [reply] = await link.send(request([name]), 1);
      if (reply.startsWith("-ERR unknown command")) return false;
    }
    return true;
  } finally {
    link.close();
  }
}

/** A frame with the elements of every aggregate in it in a fixed order. */
export function sorted(frame: string): string {
  if (!"*~%>".includes(frame[0])) return frame;
  const head = frame.slice(0, frame.indexOf("\r\n") + 2);
  return head + elements(frame).map(sorted).sort().join("");
}
