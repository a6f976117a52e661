/** What MONITOR and SLOWLOG must not show: passwords, and who has them. */

import type { Command } from "../commands/table.ts";
import { Args } from "../resp/args.ts";
import { isSensitive } from "../state/config/config.ts";

const REDACTED = "(redacted)";

/** The arguments as they may be shown; the very same if there is nothing to hide. */
export function redacted(command: Command, args: Args): Args {
  const secret = secretsOf(command, args);
  if (secret.length === 0) return args;
  const words = Array.from({ length: args.count }, (_, i) => args.text(i));
  for (const i of secret) words[i] = REDACTED;
  return Args.of(...words);
}

/** The indexes of the arguments that are secret. */
function secretsOf({ name }: Command, args: Args): number[] {
  const secrets: number[] = [];
  if (name === "auth") {
    for (let i = 1; i < args.count; i++) secrets.push(i);
  } else if (name === "hello") {
    for (let i = 2; i + 2 < args.count; i++) {
      if (args.is(i, "AUTH")) secrets.push(++i, ++i);
      else if (args.is(i, "SETNAME")) i++;
    }
  } else if (name === "acl|setuser" || name === "acl|getuser" || name === "acl|deluser") {
    for (let i = 2; i < args.count; i++) secrets.push(i);
  } else if (name === "config|set") {
    for (let i = 3; i < args.count; i += 2) if (isSensitive(args.text(i - 1))) secrets.push(i);
  }
  return secrets;
}
