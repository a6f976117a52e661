/** The flags of the prompt: those of redis-cli by their names, and a few of ours. */

import { parseServerUrl } from "../client/address.ts";
import {
  type Format,
  FORMATS,
  type ModeName,
  type ModeOptions,
  type ReplOptions,
} from "./options.ts";
import { wordsOf } from "./words.ts";

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What the command line has said so far. */
export interface Draft {
  readonly options: Writable<ReplOptions>;
  readonly modes: Set<ModeName>;
  readonly modeOptions: Writable<ModeOptions>;
  /** What is told before anything else happens. */
  readonly warnings: string[];
  protocols: Set<2 | 3>;
  isTls: boolean;
  readonly tls: Writable<NonNullable<ReplOptions["tls"]>>;
  isSilentAboutPasswords: boolean;
}

/** What is wrong with the command line, in one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Flag {
  /** The first one is the one that people know. */
  readonly names: readonly string[];
  /** What its value is called; without it, the flag has none. */
  readonly value?: string;
  readonly summary: string;
  /** Takes note of the flag. Throws UsageError. */
  apply(draft: Draft, value: string): void;
}

export interface FlagGroup {
  readonly title: string;
  readonly flags: readonly Flag[];
}

const CONNECTION: readonly Flag[] = [
  flag("-h|--host <address>", "server's address (default: 127.0.0.1)", set("host")),
  flag("-p|--port <number>", "server's port (default: 6379)", ({ options }, value) => {
    options.port = integer(value, "Invalid server port.", 0, 65535);
  }),
  flag("-s|--socket <path>", "server's Unix socket, instead of an address", set("socket")),
  flag(
    "-u|--url <url>",
    "redis[s]://[[user:]password@]host[:port][/db], instead of an address",
    useUrl,
  ),
  flag("--profile <name>", "a server of the configuration file; also as @name", set("profile")),
  flag("--embedded", "a private server inside the prompt, which keeps nothing", ({ options }) => {
    options.isEmbedded = true;
  }),
  flag("-t <seconds>", "how long connecting may take (default: no limit)", ({ options }, value) => {
    options.connectTimeoutSeconds = seconds(value, "Invalid connection timeout for -t.");
  }),
  flag("-4", "use IPv4 addresses only", ({ options }) => options.family = 4),
  flag("-6", "use IPv6 addresses only", ({ options }) => options.family = 6),
  flag("-n|--db <number>", "database (default: 0)", ({ options }, value) => {
    options.db = integer(value, "Invalid database number.", 0);
  }),
  flag("-2|--resp2", "speak RESP2", ({ protocols }) => protocols.add(2)),
  flag("-3|--resp3", "speak RESP3", ({ protocols }) => protocols.add(3)),
  flag("-c|--follow", "follow a cluster's redirections", ({ options }) => options.isCluster = true),
  flag("--name <name>", "name of the connection, for CLIENT LIST", set("clientName")),
];

const IDENTITY: readonly Flag[] = [
  flag("-a|--pass|--password <password>", "password (or set REDISCLI_AUTH)", set("password")),
  flag("--user <name>", "user to authenticate as; with a password", set("user")),
  flag("--askpass", "ask for the password", ({ options }) => options.asksPassword = true),
  flag("--no-auth-warning", "do not warn of passwords in the command line", (draft) => {
    draft.isSilentAboutPasswords = true;
  }),
  flag("--tls", "speak TLS", (draft) => draft.isTls = true),
  flag("--sni <host>", "server's name to ask for in TLS", setTls("serverName")),
  flag("--cacert <file>", "certificates to trust, in PEM", setTls("caFile")),
  flag("--cacertdir <dir>", "folder of certificates to trust", setTls("caFolder")),
  flag("--insecure", "trust any certificate", ({ tls }) => tls.isInsecure = true),
  flag("--cert <file>", "our certificate, in PEM", setTls("certificateFile")),
  flag("--key <file>", "its private key, in PEM", setTls("keyFile")),
  flag("--tls-ciphers <list>", "ciphers to use up to TLS 1.2", setTls("ciphers")),
  flag("--tls-ciphersuites <list>", "ciphers to use in TLS 1.3", setTls("cipherSuites")),
];

const COMMAND: readonly Flag[] = [
  flag("-r <times>", "run the command so often; -1: without end", ({ options }, value) => {
    options.repeat = integer(value, "Invalid repeat count.");
  }),
  flag(
    "-i <seconds>",
    "wait so long in between; also between steps of modes",
    ({ options }, value) => {
      options.intervalSeconds = seconds(value, "Invalid interval for -i.");
    },
  ),
  flag("-x", "take the last argument from standard input", ({ options }) => {
    options.lastWordFromInput = true;
  }),
  flag("-X <tag>", "put standard input in place of the argument TAG", set("inputTag")),
  flag("--quoted-input", "arguments are quoted strings with escapes", ({ options }) => {
    options.hasQuotedWords = true;
  }),
  flag("-e|--fail-on-error", "end with status 1 if the command fails", ({ options }) => {
    options.failOnError = true;
  }),
  flag("--eval <file>", "run a Lua script: keys, a comma, arguments", set("script")),
];

const OUTPUT: readonly Flag[] = [
  flag("--raw", "print replies as they are (default, unless on a terminal)", format("raw")),
  flag("--no-raw", "print replies with their types, even into a pipe", format("standard")),
  flag("--csv", "print replies as CSV", format("csv")),
  flag("--json", "print replies as JSON; asks for RESP3 unless -2 is given", format("json")),
  flag("--quoted-json", "the same in ASCII only", format("quoted-json")),
  flag("--output <format>", FORMATS.join(", "), (draft, value) => {
    const known = FORMATS.find((name) => name === value);
    if (known === undefined) {
      throw new UsageError(`Unknown --output format '${value}' (valid: ${FORMATS.join(", ")})`);
    }
    format(known)(draft);
  }),
  flag(
    "-d <delimiter>",
    "between the elements of raw replies (default: \\n)",
    set("elementDelimiter"),
  ),
  flag("-D <delimiter>", "behind raw replies (default: \\n)", set("replyDelimiter")),
  flag(
    "--show-pushes <yes|no>",
    "print RESP3's pushes (default: on a terminal)",
    (draft, value) => {
      const letter = value[0]?.toLowerCase();
      if (letter === "y" || letter === "n") draft.options.showsPushes = letter === "y";
      else draft.warnings.push(`Unknown --show-pushes value '${value}' (valid: '[y]es', '[n]o')`);
    },
  ),
  flag("--dialect <redis|miniature>", "protocol to speak", ({ options }, value) => {
    if (value !== "redis" && value !== "miniature") {
      throw new UsageError(`Unknown --dialect '${value}' (valid: redis, miniature)`);
    }
    options.dialect = value;
  }),
  flag(
    "--verbose",
    "tell of every connection that is made",
    ({ options }) => options.isVerbose = true,
  ),
];

const MODE: readonly Flag[] = [
  flag("--scan", "list keys", mode("scan")),
  flag("--bigkeys", "look for keys with many elements", mode("bigkeys")),
  flag("--memkeys", "look for keys that take much memory", mode("memkeys")),
  flag("--memkeys-samples <n>", "the same; elements to look at", (draft, value) => {
    draft.modes.add("memkeys");
    draft.modeOptions.memorySamples = integer(value, "Invalid --memkeys-samples.", 0);
  }),
  flag("--keystats", "both, with distributions", mode("keystats")),
  flag("--keystats-samples <n>", "the same; elements to look at", (draft, value) => {
    draft.modes.add("keystats");
    draft.modeOptions.memorySamples = integer(value, "Invalid --keystats-samples.", 0);
  }),
  flag("--hotkeys", "look for keys that are used often (LFU policies)", mode("hotkeys")),
  flag("--pattern <pattern>", "which keys, for the modes above (default: *)", (draft, value) => {
    draft.modeOptions.pattern = UTF8.encode(value);
  }),
  flag("--quoted-pattern <pattern>", "the same as a quoted string", (draft, value) => {
    draft.modeOptions.pattern = unquoted(value) ??
      fail("Invalid quoted string specified for --quoted-pattern.");
  }),
  flag("--count <n>", "COUNT of SCAN, for the modes above", (draft, value) => {
    draft.modeOptions.count = integer(value, "Invalid --count.", 1);
  }),
  flag("--type <type>", "only keys of this type, for the modes above", (draft, value) => {
    draft.modeOptions.keyType = value;
  }),
  flag("--cursor <n>", "where --keystats begins", (draft, value) => {
    draft.modeOptions.cursor = value;
  }),
  flag("--top <n>", "how many keys --keystats (10) and --hotkeys (16) list", (draft, value) => {
    draft.modeOptions.top = integer(value, "Invalid --top.", 0);
  }),
  flag("--stat", "print statistics of the server, line by line", mode("stat")),
  flag("--latency", "measure the latency of the server", mode("latency")),
  flag("--latency-history", "the same, a line for every 15 seconds", mode("latency-history")),
  flag("--latency-dist", "the same as a spectrum", mode("latency-dist")),
  flag("--mono", "no colours in it", ({ modeOptions }) => modeOptions.isMonochrome = true),
  flag("--intrinsic-latency <seconds>", "measure the latency of this machine", (draft, value) => {
    draft.modes.add("intrinsic-latency");
    draft.modeOptions.seconds = integer(value, "Invalid --intrinsic-latency.", 0);
  }),
  flag("--lru-test <keys>", "play a cache with so many keys", (draft, value) => {
    draft.modes.add("lru-test");
    draft.modeOptions.keyCount = integer(value, "Invalid --lru-test.", 1);
  }),
  flag("--pipe", "send the RESP of standard input to the server", mode("pipe")),
  flag(
    "--pipe-timeout <seconds>",
    "how long to wait for its last reply (default: 30)",
    (draft, value) => {
      draft.modeOptions.pipeTimeoutSeconds = integer(value, "Invalid --pipe-timeout.", 0);
    },
  ),
  flag("--rdb <file>", "fetch an RDB file from the server; -: print it", file("rdb")),
  flag("--functions-rdb <file>", "the same with functions only", file("functions-rdb")),
  flag("--replica|--slave", "print what the server tells its replicas", mode("replica")),
];

/** All flags, in the order of the help. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  { title: "Connection", flags: CONNECTION },
  { title: "Passwords and TLS", flags: IDENTITY },
  { title: "One command", flags: COMMAND },
  { title: "Output", flags: OUTPUT },
  { title: "Instead of a command", flags: MODE },
];

const UTF8 = new TextEncoder();

function flag(usage: string, summary: string, apply: Flag["apply"]): Flag {
  const [, names, value] = /^(\S+)(?: <(.+)>)?$/.exec(usage)!;
  return { names: names.split("|"), value, summary, apply };
}

/** The names of the options that are texts. */
type TextOption = {
  [Name in keyof ReplOptions]-?: string extends ReplOptions[Name] ? Name : never;
}[keyof ReplOptions];

function set(name: TextOption): Flag["apply"] {
  return ({ options }, value) => options[name] = value;
}

type TlsText = Exclude<keyof Draft["tls"], "isInsecure">;

function setTls(name: TlsText): Flag["apply"] {
  return ({ tls }, value) => tls[name] = value;
}

/** Those that make something of maps and numbers. */
const RICH_FORMATS: ReadonlySet<Format> = new Set<Format>(
  ["json", "quoted-json", "ndjson", "yaml", "table", "markdown"],
);

function format(name: Format): (draft: Draft) => void {
  return ({ options }) => {
    options.format = name;
    if (RICH_FORMATS.has(name)) options.prefersResp3 = true;
  };
}

function mode(name: ModeName): Flag["apply"] {
  return ({ modes }) => modes.add(name);
}

function file(name: "rdb" | "functions-rdb"): Flag["apply"] {
  return ({ modes, modeOptions }, value) => {
    modes.add(name);
    modeOptions.file = value;
  };
}

/** The URL says what it says, and leaves the rest as it was. */
function useUrl(draft: Draft, url: string): void {
  const { target, isTls, ...rest } = (() => {
    try {
      return parseServerUrl(url);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  })();
  if ("path" in target) draft.options.socket = target.path;
  else Object.assign(draft.options, target);
  Object.assign(draft.options, rest);
  if (isTls) draft.isTls = true;
}

/** The bytes of a word that may be in quotes; null if they do not match, or if it is not one. */
export function unquoted(word: string): Uint8Array | null {
  if (!/^["']/.test(word)) return UTF8.encode(word);
  const words = wordsOf(word);
  return words?.length === 1 ? words[0] : null;
}

function integer(value: string, complaint: string, min = -Infinity, max = Infinity): number {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : NaN;
  return number >= min && number <= max ? number : fail(complaint);
}

function seconds(value: string, complaint: string): number {
  const number = /^\s*[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : NaN;
  return number >= 0 ? number : fail(complaint);
}

function fail(complaint: string): never {
  throw new UsageError(complaint);
}
