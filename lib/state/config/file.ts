/**
 * Configuration files and command-line settings.
 *
 * Both are read into *directives*, a name and its words, each knowing where it was written; a
 * directive that is wrong is reported with file, line, text and reason. Settings of the command
 * line are directives that come after those of the file.
 */

import type { Config } from "./config.ts";
import { BadValue } from "./error.ts";
import { findParameter, parameter } from "./table.ts";
import { quoteWord, splitWords } from "./text.ts";

/** One line of a file, or one option of the command line. */
export interface Directive {
  /** In lower case. */
  readonly name: string;
  readonly words: readonly string[];
  /** The line as written, without the blanks around it; or the option. */
  readonly text: string;
  /** The file that holds it; undefined for the command line. */
  readonly file?: string;
  /** Its line, from 1; 0 for the command line. */
  readonly line: number;
}

/** The files that a configuration may name. Handed in, so that nothing here touches a disk. */
export interface ConfigFiles {
  /** The bytes of a file as text (`bytesToText`); throws an error that says why it cannot. */
  read(path: string): string;
  /** The files that a path with `*`, `?` or `[` stands for, in alphabetical order. */
  expand(pattern: string): readonly string[];
}

/** A directive that is wrong: `redis.conf:3: 'port abc': argument couldn't be parsed …`. */
export class ConfigFileError extends Error {
  override readonly name: string = "ConfigFileError";
  readonly directive: Omit<Directive, "name" | "words">;
  readonly reason: string;

  constructor(directive: Omit<Directive, "name" | "words">, reason: string) {
    const { file, line, text } = directive;
    const place = file === undefined ? `option '${text}'` : `${file}:${line}: '${text}'`;
    super(`${place}: ${reason}`);
    this.directive = directive;
    this.reason = reason;
  }
}

/** Directives of a start-up file that are not parameters: for the parts of the server they name. */
export interface StartupDirectives {
  /** `user NAME RULE…` */
  readonly users: Directive[];
  /** `rename-command FROM TO`; an empty TO removes the command. */
  readonly renames: Directive[];
  /** `loadmodule PATH ARG…` */
  readonly modules: Directive[];
}

/**
 * The directives of a file and of the files that it includes, in order. Throws ConfigFileError for
 * quotes that do not balance, for a file that cannot be read, and for files that include each
 * other; a file that cannot be read in the first place gets the error of `files.read`.
 */
export function* fileDirectives(path: string, files: ConfigFiles): Generator<Directive> {
  yield* linesOf(path, files.read(path), files, [path]);
}

function* linesOf(
  file: string,
  content: string,
  files: ConfigFiles,
  open: readonly string[],
): Generator<Directive> {
  let line = 0;
  for (const raw of content.split("\n")) {
    line++;
    const text = raw.replace(/^[ \t\r]+|[ \t\r]+$/g, "");
    if (text === "" || text[0] === "#") continue;
    const place = { text, file, line };
    const words = splitWords(text);
    if (!words) throw new ConfigFileError(place, "Unbalanced quotes in configuration line");
    if (words.length === 0) continue;
    const directive = { ...place, name: words[0].toLowerCase(), words: words.slice(1) };
    if (directive.name === "include" && words.length === 2) {
      yield* included(directive, files, open);
    } else yield directive;
  }
}

function* included(
  directive: Directive,
  files: ConfigFiles,
  open: readonly string[],
): Generator<Directive> {
  const [target] = directive.words;
  const paths = /[*?[]/.test(target) ? files.expand(target) : [target];
  for (const path of paths) {
    if (open.includes(path)) {
      throw new ConfigFileError(directive, `${path} is being read already, it includes itself`);
    }
    let content: string;
    try {
      content = files.read(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ConfigFileError(directive, `can't open config file '${path}': ${why}`);
    }
    yield* linesOf(path, content, files, [...open, path]);
  }
}

/**
 * The directives of `--name value value --other …`, as redis-server takes them: a value right
 * after a name may itself begin with `--`; `--save` without a value means none; `"--port 7000"` in
 * one argument is split. Beyond redis-server, `--name=value` is a name and its value.
 *
 * Arguments hold bytes as characters. Throws ConfigFileError for a value without a name.
 */
export function* optionDirectives(args: readonly string[]): Generator<Directive> {
  let name: string | undefined;
  let words: string[] = [];
  let wantsValue = false;
  const finished = function* (): Generator<Directive> {
    if (name === undefined) return;
    const text = ["--" + name, ...words.map(bareOrQuoted)].join(" ");
    if (name.toLowerCase() === "save" && words.length === 0) words = [""];
    yield { name: name.toLowerCase(), words, text, line: 0 };
  };
  for (const arg of args) {
    const option = arg.startsWith("--") &&
      !(wantsValue && name?.toLowerCase() !== "save");
    if (option) {
      yield* finished();
      [name, words] = splitOption(arg);
      wantsValue = words.length === 0;
    } else if (name === undefined) {
      throw new ConfigFileError({ text: arg, line: 0 }, "a value without the name of a parameter");
    } else {
      words.push(arg);
      wantsValue = false;
    }
  }
  yield* finished();
}

/** The name and what is said with it in the same argument. */
function splitOption(arg: string): [name: string, words: string[]] {
  const equals = arg.indexOf("=");
  if (equals > 0 && findParameter(arg.slice(2, equals))) {
    return [arg.slice(2, equals), [arg.slice(equals + 1)]];
  }
  const [name = "", ...words] = splitWords(arg.slice(2)) ?? [arg.slice(2)];
  return [name, words];
}

function bareOrQuoted(word: string): string {
  return /^[\x21-\x7e]+$/.test(word) && !/["'\\]/.test(word) ? word : quoteWord(word);
}

/** Directives that Redis once had: still accepted with one word, without effect. */
const RETIRED = ["list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands"];

/**
 * Puts directives into force, whatever the flags of the parameters, and returns those that are not
 * parameters. The first `save` replaces the default, further ones add to it. Throws
 * ConfigFileError at the first that is wrong; what came before it stays in force.
 */
export function applyDirectives(
  config: Config,
  directives: Iterable<Directive>,
): StartupDirectives {
  const startup: StartupDirectives = { users: [], renames: [], modules: [] };
  let saved = false;
  for (const directive of directives) {
    const { name } = directive;
    if (findParameter(name) === undefined) {
      sortOut(directive, startup);
      continue;
    }
    applyParameter(config, directive, saved);
    if (name === "save") saved = true;
    if (config.values.clusterEnabled && config.values.replicaof) {
      throw new ConfigFileError(directive, "replicaof directive not allowed in cluster mode");
    }
  }
  return startup;
}

function applyParameter(config: Config, directive: Directive, saved: boolean): void {
  const name = findParameter(directive.name)!;
  const { multi } = parameter(name).kind;
  let { words } = directive;
  if (!multi && words.length !== 1) {
    throw new ConfigFileError(directive, "wrong number of arguments");
  }
  if (multi && words.length === 1 && words[0] !== "") words = splitWords(words[0]) ?? [];
  try {
    const before = config.text(name);
    config.preset(name, words);
    if (name === "save" && saved && before !== "" && config.text(name) !== "") {
      config.preset(name, `${before} ${config.text(name)}`.split(" "));
    }
  } catch (error) {
    if (error instanceof BadValue) throw new ConfigFileError(directive, error.message);
    throw error;
  }
}

function sortOut(directive: Directive, startup: StartupDirectives): void {
  const { name, words } = directive;
  if (name === "user" && words.length >= 1) startup.users.push(directive);
  else if (name === "rename-command" && words.length === 2) startup.renames.push(directive);
  else if (name === "loadmodule" && words.length >= 1) startup.modules.push(directive);
  else if (name === "sentinel" && words.length >= 1) {
    throw new ConfigFileError(directive, "sentinel directive while not in sentinel mode");
  } else if (!(RETIRED.includes(name) && words.length === 1)) {
    throw new ConfigFileError(directive, "Bad directive or wrong number of arguments");
  }
}
