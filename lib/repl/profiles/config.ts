/**
 * The configuration of the prompt, in TOML: settings for all profiles, and the profiles.
 *
 *     [settings]
 *     editing = "vi"
 *
 *     [profiles.shop]
 *     url = "rediss://shop.example.com:6380/2"
 *     password-command = "pass show redis/shop"
 *     production = true
 */

import { parseServerUrl } from "../../client/address.ts";
import type { TlsOptions } from "../../runtime/connect.ts";
import { nearest } from "../nearest.ts";
import { checkedSetting, findSetting, SettingError, SETTINGS, type Settings } from "../settings.ts";
import { type Colour, COLOURS, type Profile } from "./profile.ts";
import { checkTemplate } from "./template.ts";

export interface Config {
  readonly settings: Partial<Settings>;
  /** In the order of the file. */
  readonly profiles: readonly Profile[];
}

export const NO_CONFIG: Config = { settings: {}, profiles: [] };

/** What is wrong with the file: `FILE:LINE: what`. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What is wrong with one entry of a table. */
class EntryError extends Error {}

type Table = Readonly<Record<string, unknown>>;
type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A profile that is being read. */
type Draft = Writable<Omit<Profile, "tls">> & {
  readonly tls: Writable<TlsOptions>;
  isTls: boolean;
};

/** Takes a value over into a profile. Throws EntryError. */
type Entry = (draft: Draft, value: unknown) => void;

/** What a profile may say, besides the settings. TLS is named as the flags are. */
const ENTRIES: Readonly<Record<string, Entry>> = {
  "url": (profile, value) => {
    profile.url = text(value);
    try {
      parseServerUrl(profile.url);
    } catch (error) {
      throw new EntryError(`is none: ${(error as Error).message}`);
    }
  },
  "user": (profile, value) => profile.user = text(value),
  "password": (profile, value) => profile.password = text(value),
  "password-command": (profile, value) => profile.passwordCommand = text(value),
  "password-env": (profile, value) => profile.passwordVariable = text(value),
  "db": (profile, value) => {
    if (!(Number.isSafeInteger(value) && Number(value) >= 0)) {
      throw new EntryError("must be the number of a database");
    }
    profile.db = Number(value);
  },
  "resp": (profile, value) => {
    if (value !== 2 && value !== 3) throw new EntryError("must be 2 or 3");
    profile.protocol = value;
  },
  "cluster": (profile, value) => profile.isCluster = flag(value),
  "production": (profile, value) => profile.isProduction = flag(value),
  "colour": colour,
  "color": colour,
  "prompt": (profile, value) => {
    const problem = checkTemplate(text(value));
    if (problem !== null) throw new EntryError(problem);
    profile.prompt = text(value);
  },
  "tls": (profile, value) => profile.isTls = flag(value),
  "sni": ({ tls }, value) => tls.serverName = text(value),
  "cacert": ({ tls }, value) => tls.caFile = text(value),
  "cacertdir": ({ tls }, value) => tls.caFolder = text(value),
  "insecure": ({ tls }, value) => tls.isInsecure = flag(value),
  "cert": ({ tls }, value) => tls.certificateFile = text(value),
  "key": ({ tls }, value) => tls.keyFile = text(value),
};

/** Reads the text of a configuration; `file` is for messages. Throws ConfigError. */
export async function parseConfig(source: string, file: string): Promise<Config> {
  const { parse, TomlError } = await import("smol-toml"); // Most people have no such file.
  let root: Table;
  try {
    root = parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new ConfigError(`${file}:${error.line}: ${first}`);
  }
  const at = (path: readonly string[]): ConfigError["message"] =>
    `${file}:${lineOf(source, path)}: `;
  const guarded = <T>(path: readonly string[], act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof EntryError || error instanceof SettingError)) throw error;
      const label = error instanceof SettingError ? "" : `${path.at(-1)} `;
      throw new ConfigError(at(path) + label + error.message);
    }
  };
  const tableAt = (path: readonly string[], value: unknown): Table =>
    guarded(path, () => table(value));

  for (const name of Object.keys(root)) {
    guarded([name], () => known(name, ["settings", "profiles"], "here"));
  }
  const settings: Partial<Settings> = {};
  for (const [name, value] of Object.entries(tableAt(["settings"], root.settings ?? {}))) {
    guarded(
      ["settings", name],
      () => Object.assign(settings, checkedSetting(findSetting(name), value)),
    );
  }
  const profiles = Object.entries(tableAt(["profiles"], root.profiles ?? {})).map(
    ([name, value]) => {
      const path = ["profiles", name];
      const draft: Draft = { name, isProduction: false, settings: {}, tls: {}, isTls: false };
      for (const [key, entry] of Object.entries(tableAt(path, value))) {
        guarded([...path, key], () => readEntry(draft, key, entry));
      }
      return guarded(path, () => finished(draft));
    },
  );
  return { settings, profiles };
}

function readEntry(draft: Draft, key: string, value: unknown): void {
  const setting = SETTINGS.find(({ name }) => name === key);
  if (setting !== undefined) Object.assign(draft.settings, checkedSetting(setting, value));
  else {
    known(key, [...Object.keys(ENTRIES), ...SETTINGS.map(({ name }) => name)], "in a profile");
    ENTRIES[key](draft, value);
  }
}

function finished({ tls, isTls, ...profile }: Draft): Profile {
  const passwords = [profile.password, profile.passwordCommand, profile.passwordVariable];
  if (passwords.filter((each) => each !== undefined).length > 1) {
    throw new EntryError("has more than one of password, password-command and password-env");
  }
  return { ...profile, ...((isTls || Object.keys(tls).length > 0) && { tls }) };
}

function known(name: string, names: readonly string[], where: string): void {
  if (names.includes(name)) return;
  const near = nearest(name, names);
  throw new EntryError(
    near === undefined ? `is not known ${where}` : `is not known ${where}: did you mean ${near}?`,
  );
}

function colour(profile: Draft, value: unknown): void {
  if (!COLOURS.includes(value as Colour)) {
    throw new EntryError(`must be one of ${COLOURS.join(", ")}`);
  }
  profile.colour = value as Colour;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new EntryError("must be a text");
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== "boolean") throw new EntryError("must be true or false");
  return value;
}

function table(value: unknown): Table {
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
  if (!isTable) throw new EntryError("must be a table");
  return value as Table;
}

/**
 * The line, from 1, where something stands that was parsed already: of its key, else of what is
 * around it. As people write such files; a key that is written in another way costs precision only.
 */
function lineOf(source: string, path: readonly string[]): number {
  let here: readonly string[] = [];
  let [line, matched] = [1, 0];
  for (const [i, text] of source.split("\n").entries()) {
    const header = /^\s*\[([^\]]+)\]/.exec(text);
    const key = /^\s*([^=#[\]]+?)\s*=/.exec(text);
    if (header !== null) here = keysOf(header[1]);
    const full = header !== null ? here : key !== null ? [...here, ...keysOf(key[1])] : [];
    const same = full.findIndex((name, at) => name !== path[at]);
    const depth = same < 0 ? full.length : 0;
    if (depth > matched) [line, matched] = [i + 1, depth];
  }
  return line;
}

/** `profiles."a.b"` as the names it is made of. */
function keysOf(dotted: string): string[] {
  return [...dotted.matchAll(/"([^"]*)"|'([^']*)'|([^.\s"']+)/g)]
    .map(([, double, single, bare]) => double ?? single ?? bare);
}
