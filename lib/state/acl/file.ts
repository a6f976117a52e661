/** The ACL file: a line `user NAME RULE…` for each user. */

import { isUserName } from "./acl.ts";
import { BadRuleError, joinSelectors, User, type UserDefaults } from "./user.ts";

/** What is wrong with an ACL file, all of it. */
export class AclFileError extends Error {
  override readonly name = "AclFileError";
}

/** The users that a file's text (Latin-1) describes. Throws AclFileError. */
export function readUsers(text: string, path: string, defaults: UserDefaults): Map<string, User> {
  const users = new Map<string, User>();
  const faults: string[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const words = line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "").split(" ");
    if (words.length === 1 && words[0] === "") continue;
    const fault = readUser(words, users, i + 1, path, defaults);
    if (fault !== null) faults.push(fault);
    if (fault?.startsWith("WARNING")) break;
  }
  if (faults.length === 0) return users;
  throw new AclFileError(
    `${faults.join("")}WARNING: ACL errors detected, no change to the previously active ACL ` +
      "rules was performed",
  );
}

/** Reads one line into `users`; what is wrong with it, or null. */
function readUser(
  [word, name, ...words]: readonly string[],
  users: Map<string, User>,
  line: number,
  path: string,
  defaults: UserDefaults,
): string | null {
  const place = `${path}:${line}`;
  if (word !== "user" || name === undefined) {
    return `${place} should start with user keyword followed by the username. `;
  }
  if (!isUserName(name)) return `${place}: username '${name}' contains invalid characters. `;
  if (users.has(name)) return `WARNING: Duplicate user '${name}' found on line ${line}. `;
  const rules = joinSelectors(words);
  if (!Array.isArray(rules)) return `${place}: Unmatched parenthesis in selector definition.`;
  const user = new User(name, defaults);
  users.set(name, user);
  try {
    user.apply(rules, defaults);
  } catch (error) {
    if (!(error instanceof BadRuleError)) throw error;
    return `${place}: Error in applying operation '${error.rule}': ${error.message}. `;
  }
  return null;
}
