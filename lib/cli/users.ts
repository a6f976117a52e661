/** The users that a server begins with: those of its configuration, or those of its ACL file. */

import { reasonOf } from "../runtime/failures.ts";
import type { Acl } from "../state/acl/acl.ts";
import { isUserName } from "../state/acl/acl.ts";
import { readUsers } from "../state/acl/file.ts";
import { DUPLICATE_USER } from "../state/acl/rule_error.ts";
import { BadRuleError, joinSelectors } from "../state/acl/user.ts";
import { ConfigFileError, type Directive } from "../state/config/file.ts";
import { textToUtf8 } from "../state/config/text.ts";

/** Applies the lines `user NAME RULE…` of a configuration. Throws ConfigFileError. */
export function defineUsers(acl: Acl, directives: readonly Directive[]): void {
  const defined = new Set<string>();
  for (const directive of directives) {
    const [name, ...words] = directive.words;
    const rules = joinSelectors(words);
    if (defined.has(name)) throw new ConfigFileError(directive, DUPLICATE_USER);
    if (!isUserName(name)) {
      throw new ConfigFileError(directive, "Usernames can't contain spaces or null characters");
    }
    if (!Array.isArray(rules)) {
      throw new ConfigFileError(
        directive,
        `Unmatched parenthesis in acl selector starting at '${rules.open}'.`,
      );
    }
    defined.add(name);
    try {
      acl.setUser(name, ["reset", ...rules]);
    } catch (error) {
      if (!(error instanceof BadRuleError)) throw error;
      throw new ConfigFileError(
        directive,
        `Error in user declaration '${error.rule}': ${error.message}`,
      );
    }
  }
}

/** Takes the users of the ACL file. Throws an error that says what is wrong. */
export function loadUsers(acl: Acl, path: string, read: () => string): void {
  let text: string;
  try {
    text = read();
  } catch (error) {
    throw new Error(`Error loading ACLs, opening file '${textToUtf8(path)}': ${reasonOf(error)}`);
  }
  acl.replaceAll(readUsers(text, path, acl.defaults));
}

export const TWO_SOURCES = "Users are defined both in the configuration and in an ACL file " +
  "(aclfile): only one of them can be right";
