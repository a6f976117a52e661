/** Asks a person before a dangerous command is sent. */

import type { Reply } from "../../resp/value.ts";
import { dangerOf } from "./dangers.ts";
import { type Inquiry, shown } from "./facts.ts";

/** What is known when a command is about to be sent. */
export interface Situation {
  /** The name that must be typed on a server marked production; null elsewhere. */
  readonly productionName: string | null;
  /** How the server is named in a question: `prod (rediss://host:6380)`. */
  readonly serverName: string;
  readonly db: number;
  /** Names of commands that ask besides: `DEL`, `CONFIG SET`. */
  readonly confirm: readonly string[];
  /** Sends a question to the server, beside what is going on. Rejects if it cannot. */
  send(words: readonly string[]): Promise<Reply>;
  /** Asks the person; null if nobody answers. */
  ask(question: string): Promise<string | null>;
}

/** Whether a command, given as Latin-1 words, may be sent so many times; a person may be asked. */
export async function isAllowed(
  words: readonly string[],
  times: number,
  situation: Situation,
): Promise<boolean> {
  const effect = await effectOf(words, situation);
  if (effect === null) return true;
  const { productionName, serverName, ask } = situation;
  const repeated = times === 1 ? "" : `, ${times} times`;
  const answer = await ask(
    `${effect} on ${serverName}${repeated}.\nType ${
      productionName === null ? "yes" : `${productionName}, the profile's name,`
    } to go on: `,
  );
  return answer !== null &&
    (productionName === null ? /^\s*yes\s*$/i.test(answer) : answer.trim() === productionName);
}

/** The beginning of the question: `FLUSHDB would remove 3 keys of database 0`; null if none. */
async function effectOf(words: readonly string[], situation: Situation): Promise<string | null> {
  const { productionName, db, confirm } = situation;
  const isProduction = productionName !== null;
  const inquire: Inquiry = async (...question) => {
    try {
      const reply = await situation.send(question);
      return reply.type === "error" ? null : reply;
    } catch {
      return null;
    }
  };
  const found = dangerOf(words, isProduction);
  if (found !== null) {
    const { danger, name, args } = found;
    const effect = await danger.effect(args, { isProduction, db, inquire });
    if (effect !== null) return `${name} would ${effect}`;
  }
  return isListed(words, confirm) ? `${words.map(shown).join(" ")} would be carried out` : null;
}

/** Whether a command may be dangerous; nobody is asked anything yet. */
export function isSuspect(
  words: readonly string[],
  { isProduction, confirm }: { isProduction: boolean; confirm: readonly string[] },
): boolean {
  return dangerOf(words, isProduction) !== null || isListed(words, confirm);
}

function isListed(words: readonly string[], confirm: readonly string[]): boolean {
  const [one = "", other = ""] = words.map((word) => word.toUpperCase());
  return confirm.map((name) => name.trim().toUpperCase().replaceAll(/\s+/g, " "))
    .some((name) => name === one || name === `${one} ${other}`);
}
