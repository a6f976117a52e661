/**
 * Commands as a server describes them: COMMAND says name, arity, flags and keys (all versions of
 * Redis), COMMAND DOCS the rest (Redis 7, Valkey).
 *
 *   COMMAND       [name, arity, flags, first key, last key, step, categories, tips, keys, subcommands]
 *   COMMAND DOCS  {name: {summary, since, group, complexity, arguments: [{name, type, token, flags,
 *                 arguments}], subcommands: {"config|get": …}}}
 */

import { fromLatin1 } from "../../../resp/args.ts";
import type { Reply } from "../../../resp/value.ts";
import type { ArgType, KeyFlag } from "../../../commands/spec.ts";
import type { ArgSpec, CommandFacts, KeySpec } from "./facts.ts";
import { fieldsOf, itemsOf, numberOf, pairsOf, textOf, textsIn } from "../../read_reply.ts";

/** What COMMAND says of a command, but for its name. */
export interface Outline {
  readonly arity: number;
  readonly flags: readonly string[];
  readonly keys: readonly KeySpec[];
  /** By name in capitals. */
  readonly subcommands: ReadonlyMap<string, Outline>;
}

/** The commands in an answer to COMMAND, by name in capitals; what is no command is left out. */
export function listOutlines(reply: Reply | undefined): Map<string, Reply> {
  const outlines = new Map<string, Reply>();
  for (const item of itemsOf(reply)) {
    const [name, arity] = itemsOf(item);
    if (arity?.type === "integer") outlines.set(ownName(textOf(name)), item);
  }
  return outlines;
}

/** What COMMAND says about one command. */
export function readOutline(reply: Reply): Outline {
  const [, arity, flags, first, last, step, , , keys, subcommands] = itemsOf(reply);
  const inner = [...listOutlines(subcommands)];
  return {
    arity: numberOf(arity),
    flags: textsIn(flags),
    keys: keys === undefined ? keysBetween(first, last, step) : itemsOf(keys).map(readKeys),
    subcommands: new Map(inner.map(([name, item]) => [name, readOutline(item)])),
  };
}

/** What a server says of one command, put together; either half may be missing. */
export function factsFrom(
  name: string,
  outline: Outline | undefined,
  docs: Reply | undefined,
  nameWords = 1,
): CommandFacts {
  const fields = fieldsOf(docs);
  const text = (field: string) => utf8(textOf(fields.get(field)));
  const flags = textsIn(fields.get("doc_flags"));
  const arity = outline?.arity ?? 0;
  const described = itemsOf(fields.get("arguments"));
  const subDocs = new Map([...pairsOf(fields.get("subcommands"))].map(
    ([sub, value]) => [ownName(sub), value] as const,
  ));
  const subNames = new Set([...outline?.subcommands.keys() ?? [], ...subDocs.keys()]);
  return {
    name,
    summary: text("summary"),
    since: text("since"),
    group: text("group"),
    complexity: text("complexity"),
    arity,
    flags: outline?.flags ?? [],
    keys: outline?.keys ?? [],
    // A command without arguments is told from one that does not describe them by its arity.
    args: described.length > 0 ? described.map(readArg) : arity === nameWords ? [] : undefined,
    history: itemsOf(fields.get("history")).map((item) => {
      const [since, change] = textsIn(item);
      return [since, utf8(change ?? "")] as const;
    }),
    deprecated: flags.includes("deprecated")
      ? { since: text("deprecated_since"), replacedBy: text("replaced_by").replaceAll("`", "") }
      : undefined,
    isInternal: flags.includes("syscmd"),
    subcommands: subNames.size === 0
      ? undefined
      : [...subNames].sort().map((sub) =>
        factsFrom(sub, outline?.subcommands.get(sub), subDocs.get(sub), nameWords + 1)
      ),
  };
}

const TYPES: ReadonlySet<string> = new Set<ArgType>([
  ...["string", "integer", "double", "key", "pattern", "unix-time", "pure-token"] as const,
  ...["oneof", "block"] as const,
]);

function readArg(reply: Reply): ArgSpec {
  const fields = fieldsOf(reply);
  const text = (field: string) => fields.has(field) ? textOf(fields.get(field)) : undefined;
  const flags = textsIn(fields.get("flags"));
  // Redis 8.4 takes digests for integers; they are hexadecimal.
  const type = text("name")?.endsWith("-digest") ? "string" : text("type") ?? "";
  const parts = itemsOf(fields.get("arguments"));
  const keySpec = fields.get("key_spec_index");
  return {
    name: text("name") ?? "",
    type: TYPES.has(type) ? type as ArgType : "string",
    // Some say `""` with the quotes, where they mean a word without characters.
    token: text("token")?.toUpperCase().replace(/^""$/, ""),
    display: text("display_text"),
    summary: text("summary"),
    since: text("since"),
    deprecatedSince: text("deprecated_since"),
    optional: flags.includes("optional"),
    multiple: flags.includes("multiple"),
    multipleToken: flags.includes("multiple_token"),
    keySpec: keySpec === undefined ? undefined : numberOf(keySpec),
    args: parts.length > 0 ? parts.map(readArg) : undefined,
  };
}

function readKeys(reply: Reply): KeySpec {
  const fields = fieldsOf(reply);
  return {
    flags: textsIn(fields.get("flags")) as KeyFlag[],
    begin: readBegin(fields.get("begin_search")),
    find: readFind(fields.get("find_keys")),
  };
}

function readBegin(reply: Reply | undefined): KeySpec["begin"] {
  const [type, spec] = typed(reply);
  if (type === "index") return { index: numberOf(spec.get("index")) };
  if (type !== "keyword") return "unknown";
  return { keyword: textOf(spec.get("keyword")), startFrom: numberOf(spec.get("startfrom")) };
}

function readFind(reply: Reply | undefined): KeySpec["find"] {
  const [type, spec] = typed(reply);
  const number = (field: string) => numberOf(spec.get(field));
  if (type === "range") {
    return { last: number("lastkey"), step: number("keystep"), limit: number("limit") };
  }
  if (type !== "keynum") return "unknown";
  return {
    keynumIndex: number("keynumidx"),
    firstKey: number("firstkey"),
    step: number("keystep"),
  };
}

function typed(reply: Reply | undefined): [type: string, spec: Map<string, Reply>] {
  const fields = fieldsOf(reply);
  return [textOf(fields.get("type")), fieldsOf(fields.get("spec"))];
}

/** Before Redis 7 keys are from here to there, the name counting; a negative end is from behind. */
function keysBetween(...numbers: (Reply | undefined)[]): KeySpec[] {
  const [first, last, step] = numbers.map(numberOf);
  if (!(first > 0)) return [];
  const relative = last < 0 ? last : last - first;
  return [{ flags: [], begin: { index: first }, find: { last: relative, step, limit: 0 } }];
}

/** `config|get` is `GET`. */
function ownName(name: string): string {
  return name.slice(name.lastIndexOf("|") + 1).toUpperCase();
}

const UTF8 = new TextDecoder();

function utf8(text: string): string {
  return UTF8.decode(fromLatin1(text));
}
