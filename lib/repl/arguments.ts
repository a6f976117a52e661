/** From the command line to options, by the rules of redis-cli. */

import { type Draft, type Flag, FLAG_GROUPS, UsageError } from "./flags.ts";
import { MODES, type ReplOptions } from "./options.ts";

export { UsageError } from "./flags.ts";

/** What a command line asks for. */
export type Plan =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
    readonly kind: "run";
    readonly options: ReplOptions;
    /** What is told before anything else happens, line by line. */
    readonly warnings: readonly string[];
  };

/** What the environment says. */
export interface Environment {
  /** `REDISCLI_AUTH`: the password, unless there is another one. */
  readonly password?: string;
}

const FLAGS: ReadonlyMap<string, Flag> = new Map(
  FLAG_GROUPS.flatMap(({ flags }) => flags)
    .flatMap((flag) => flag.names.map((name) => [name, flag] as const)),
);

/** Flags of redis-cli that are not to be had here. */
const FOREIGN = ["--cluster", "--ldb", "--ldb-sync-mode"];

/**
 * Reads the words behind the command's name. Flags end at the first word that is none: what follows
 * is the command for the server. A flag may be given again; the last one counts. Throws UsageError.
 */
export function readArguments(args: readonly string[], environment: Environment = {}): Plan {
  const draft: Draft = {
    options: {},
    modes: new Set(),
    modeOptions: {},
    warnings: [],
    protocols: new Set(),
    isTls: false,
    tls: {},
    isSilentAboutPasswords: false,
  };
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    const isLast = at === args.length - 1;
    if (arg === "--help" || arg === "-h" && isLast) return { kind: "help" };
    if (arg === "-v" || arg === "--version") return { kind: "version" };
    if (/^@./.test(arg)) {
      draft.options.profile = arg.slice(1);
      continue;
    }
    if (!arg.startsWith("-")) break;
    const [name, value] = splitAt(arg);
    const flag = FLAGS.get(name);
    if (FOREIGN.includes(arg)) throw new UsageError(`${arg} is not supported`);
    const isComplete = flag?.value === undefined ? value === undefined : true;
    const needsNext = flag?.value !== undefined && value === undefined;
    if (flag === undefined || !isComplete || needsNext && isLast) {
      throw new UsageError(`Unrecognized option or bad number of args for: '${arg}'`);
    }
    flag.apply(draft, needsNext ? args[++at] : value ?? "");
  }
  return { kind: "run", ...finished(draft, args.slice(at), environment) };
}

/** `--name=value` as well as `--name value`; only for long names, as elsewhere. */
function splitAt(arg: string): [name: string, value?: string] {
  const at = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

function finished(
  { options, modes, modeOptions, warnings, protocols, isTls, tls, isSilentAboutPasswords }: Draft,
  words: readonly string[],
  environment: Environment,
): { options: ReplOptions; warnings: string[] } {
  const exclude = (one: unknown, other: unknown, names: string) => {
    if (one && other) throw new UsageError(`${names} are mutually exclusive.`);
  };
  exclude(options.socket, options.isCluster, "Options -c and -s");
  exclude(protocols.has(2), protocols.has(3), "Options -2 and -3");
  exclude(options.lastWordFromInput, options.inputTag !== undefined, "Options -x and -X");
  exclude(modes.has("rdb"), modes.has("functions-rdb"), "Option --functions-rdb and --rdb");
  if (options.password !== undefined && !isSilentAboutPasswords) {
    warnings = [
      ...warnings,
      "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.",
    ];
  }
  const [protocol] = protocols;
  const mode = MODES.find((name) => modes.has(name));
  return {
    options: {
      ...options,
      // A profile knows its password.
      password: options.password ??
        (options.profile === undefined ? environment.password : undefined),
      ...(protocol !== undefined && { protocol, prefersResp3: false }),
      ...(isTls && { tls }),
      ...(mode !== undefined && { mode }),
      modeOptions,
      words,
    },
    warnings,
  };
}

/** The flags and what they do, for people of 80 columns. */
export function usage(program: string): string {
  const flagOf = ({ names, value }: Flag) =>
    `${names.join(", ")}${value === undefined ? "" : ` <${value}>`}`;
  const groups = FLAG_GROUPS.map(({ title, flags }) =>
    `\n${title}:\n` +
    flags.map((flag) => {
      const name = `  ${flagOf(flag)}`;
      const gap = name.length < 32 ? name.padEnd(32) : `${name}\n${" ".repeat(32)}`;
      return `${gap}${flag.summary}\n`;
    }).join("")
  );
  return `Usage: ${program} [flags] [command [argument...]]\n\n` +
    "A prompt, one command, or the lines of a pipe. Flags end where the command begins.\n" +
    `${groups.join("")}\n` +
    "  --help                        show this help\n" +
    "  -v, --version                 print the version\n" +
    `\nExamples:
  ${program} -u rediss://me:secret@host:7000/2
  ${program} @prod
  ${program} --embedded
  ${program} --csv LRANGE list 0 -1
  cat /etc/hostname | ${program} -x SET host
  ${program} -r 100 -i 0.5 INCR counter
  ${program} --scan --pattern 'user:*'
  ${program} --eval script.lua key1 key2 , argument1
`;
}
