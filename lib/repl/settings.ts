/** What a person may change about the prompt: by `\set`, for a profile, or for all of them. */

import { FORMATS } from "./options.ts";
import { nearest } from "./nearest.ts";

export interface Settings {
  /** How replies are written; `auto`: as the command line says, or as the output is. */
  output: string;
  /** Whether the time of each command is told. */
  timing: boolean;
  /** Whether dangerous commands ask first. */
  guard: boolean;
  /** Commands that ask first besides: `DEL`, `CONFIG SET`. */
  confirm: readonly string[];
  /** Whether `| command` pipes a reply to the shell; `auto`: not on production. */
  pipes: "auto" | "on" | "off";
  /** `auto`: as ~/.inputrc says. */
  editing: "auto" | "emacs" | "vi";
  /** Whether grey text helps while typing: hints, suggestions, and the line below. */
  hints: boolean;
  /** The program that shows long replies; `auto`: $PAGER, or `less`; `off`: none does. */
  pager: string;
  /** How many rows are shown without a pager: a number; `auto`: a screen; `off`: all. */
  cut: string;
}

interface BasicSetting {
  readonly name: keyof Settings;
  readonly summary: string;
}

/** A setting: what it is for, and what it may be. */
export type Setting =
  | BasicSetting & { readonly type: "flag"; readonly initial: boolean }
  | BasicSetting & {
    readonly type: "choice";
    readonly values: readonly string[];
    readonly initial: string;
  }
  | BasicSetting & { readonly type: "text"; readonly initial: string }
  | BasicSetting & { readonly type: "list"; readonly initial: readonly string[] };

export const SETTINGS: readonly Setting[] = [
  {
    name: "output",
    type: "choice",
    values: ["auto", ...FORMATS],
    initial: "auto",
    summary: "how replies are written",
  },
  { name: "timing", type: "flag", initial: false, summary: "tell how long each command took" },
  { name: "guard", type: "flag", initial: true, summary: "ask before dangerous commands" },
  { name: "confirm", type: "list", initial: [], summary: "commands that ask first besides" },
  {
    name: "pipes",
    type: "choice",
    values: ["auto", "on", "off"],
    initial: "auto",
    summary: "`command | program`; auto: not on production",
  },
  {
    name: "editing",
    type: "choice",
    values: ["auto", "emacs", "vi"],
    initial: "auto",
    summary: "keys for editing; auto: as ~/.inputrc says",
  },
  {
    name: "hints",
    type: "flag",
    initial: true,
    summary: "grey text: hints, suggestions of the history, the line below",
  },
  {
    name: "pager",
    type: "text",
    initial: "auto",
    summary: "program for long replies; auto: $PAGER, or less; off: none",
  },
  {
    name: "cut",
    type: "text",
    initial: "auto",
    summary: "rows of a reply that are shown without a pager; auto: a screen; off: all",
  },
];

/** A value that a setting cannot have; the message says what it may be. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** The settings at the beginning, but for those given; a later object counts more. */
export function settingsFrom(...given: readonly Partial<Settings>[]): Settings {
  const initial = Object.fromEntries(SETTINGS.map(({ name, initial }) => [name, initial]));
  return Object.assign(initial as unknown as Settings, ...given);
}

/** The setting of this name. Throws SettingError, with the name that comes nearest. */
export function findSetting(name: string): Setting {
  const found = SETTINGS.find((each) => each.name === name);
  if (found !== undefined) return found;
  const near = nearest(name, SETTINGS.map((each) => each.name));
  const advice = near === undefined ? "" : `: did you mean ${near}?`;
  throw new SettingError(`There is no setting ${name}${advice}`);
}

/** A value as it is typed, as one of the setting. Throws SettingError. */
export function settingFromText(setting: Setting, text: string): Partial<Settings> {
  return checkedSetting(setting, typedValue(setting, text));
}

function typedValue({ type }: Setting, text: string): unknown {
  if (type === "list") return text.split(",").map((item) => item.trim()).filter((item) => item);
  if (type !== "flag") return text;
  return ({ on: true, yes: true, true: true, off: false, no: false, false: false } as Record<
    string,
    boolean | undefined
  >)[text.toLowerCase()] ?? text;
}

/** A value as one of the setting. Throws SettingError. */
export function checkedSetting(setting: Setting, value: unknown): Partial<Settings> {
  const { name, type } = setting;
  const wrong = (wanted: string) => new SettingError(`${name} must be ${wanted}`);
  if (type === "flag" && typeof value !== "boolean") throw wrong("on or off");
  if (type === "text" && typeof value !== "string") throw wrong("a text");
  if (
    type === "list" && !(Array.isArray(value) && value.every((each) => typeof each === "string"))
  ) {
    throw wrong("a list of texts");
  }
  if (type === "choice" && !setting.values.includes(value as string)) {
    throw wrong(`one of ${setting.values.join(", ")}`);
  }
  return { [name]: value };
}

/** A setting's value as it may be typed again. */
export function settingText(settings: Settings, { name }: Setting): string {
  const value = settings[name];
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "string" ? value : value.join(", ");
}
