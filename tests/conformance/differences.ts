/**
 * Where we differ on purpose from the servers that dialogues are recorded from, with the reason. The
 * reference is 7.2 to 7.4: of Redis 7.0 what those changed is listed, of later servers what they
 * changed since; nothing else is. The replay test asserts that each of these still makes a
 * difference.
 */

import { USUAL } from "./harness/dialogue.ts";

export interface Difference {
  /** The server that answers otherwise; without it Redis 7.0. */
  readonly from?: string;
  /** Commands concerned, as they were typed. */
  readonly command: RegExp;
  /** What we answer instead, if the command alone does not say enough. */
  readonly reply?: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    command: /^SCAN (""|-1|" 0")$/,
    reason: "7.4 reads the cursor as a whole unsigned number; 7.0 as strtoul does.",
  },
  {
    command: /^HELLO( 3)?$/,
    reply: /^-NOAUTH .* HELLO <proto> AUTH /,
    reason: "7.2 says in the message that the version comes first.",
  },
  {
    command: /^Z(REV)?RANK \S+ \S+ WITHSCORE$/,
    reason: "7.2 has ZRANK WITHSCORE.",
  },
  {
    command: /^BIT(COUNT|POS) /i,
    reply: /^-ERR (syntax error|value is not an integer)/,
    reason: "7.4 reads the range before it looks at the key.",
  },
  {
    command: /^COMMAND (INFO|GETKEYSANDFLAGS) (b[lrz]\w+|msetnx|randomkey|scan|sinterstore)\b/i,
    reason:
      "7.2 lets scripts call what may wait, and corrects hints for clusters and flags of keys.",
  },
  {
    command: /^COMMAND GETKEYS(ANDFLAGS)? \S+$/i,
    reason: "7.2 takes a command without arguments, and says of it what is wrong.",
  },
  {
    command: /^/,
    reply:
      /^-(EXECABORT .*: )?NOPERM (User .* has no permissions to run the|No permissions to access a )/,
    reason: "7.2 names the user in what it refuses, and says the rest more briefly.",
  },
  {
    command: /^ACL DRYRUN u /,
    reply: /^\$\d+\r\nUser .* has no permissions to /,
    reason: "7.2 names the user.",
  },
  {
    from: "Redis 8.0",
    command: /^HSETEX h NX /,
    reason: "Valkey 9 has NX and XX, which concern the key.",
  },
  {
    from: "Redis 8.0",
    command: /^H(GET h|TTL h FIELDS 1) gone$/,
    reason: "What is set where a field's time is over has no time to keep.",
  },
  {
    from: "Redis 8.0",
    command: /^OBJECT ENCODING sorted$/,
    reason: "To be sorted, a sorted set need not be unpacked.",
  },
  {
    from: "Valkey 9.1",
    command: /^HSETEX /,
    reply: /^-ERR (wrong number of arguments|unknown argument|Only one of)/,
    reason: "What is wrong is said as by Redis 8.0.",
  },
  {
    from: "Valkey 9.1",
    command: /^MSETEX /,
    reply: /^-ERR (invalid numkeys value|wrong number of key-value pairs)\r/,
    reason: "Redis 8.4 has MSETEX too, and says this otherwise.",
  },
  {
    from: "Valkey 9.1",
    command: /^COMMAND GETKEYSANDFLAGS SET k v IFEQ w$/,
    reason: "The reply tells whether the value was that one: the key is read.",
  },
  {
    from: "Redis 8.0",
    command: /^OBJECT ENCODING untimed$/,
    reason: "Redis makes room for times of fields, HEXPIRE may find any or not.",
  },
];

/** Whether our reply to this command (as it was typed) is known to differ from that server's. */
export function isKnown(server: string, typed: string, actual: string): boolean {
  return DIFFERENCES.some(({ from = USUAL, command, reply }) =>
    from === server && command.test(typed) && (reply === undefined || reply.test(actual))
  );
}
