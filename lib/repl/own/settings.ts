/** `\set`, and shorter ways to set what is set most often. */

import {
  findSetting,
  type Setting,
  SettingError,
  settingFromText,
  SETTINGS,
  type Settings,
  settingText,
} from "../settings.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";

export const SET: OwnCommand = {
  name: "set",
  usage: "[NAME [VALUE]]",
  summary: "show the settings of the prompt, or change one",
  details: "They last until the prompt ends; the configuration file keeps them.",
  run(context, [name, ...values]) {
    const { settings, output } = context;
    if (name === undefined) {
      const rows = SETTINGS.map((each) => [each.name, settingText(settings, each), each.summary]);
      const [first, second] = [0, 1].map((i) => Math.max(...rows.map((row) => row[i].length)));
      output.text(
        rows.map(([one, two, three]) => `${one.padEnd(first)}  ${two.padEnd(second)}  ${three}\n`)
          .join(""),
      );
      return Promise.resolve();
    }
    const setting = guarded(() => findSetting(name));
    if (values.length === 0) output.text(`${settingText(settings, setting)}\n`);
    else change(context, setting, values.join(" "));
    return Promise.resolve();
  },
  complete: (_, done) =>
    Promise.resolve(
      done.length === 0
        ? SETTINGS.map(({ name, summary }) => ({ text: name, note: summary }))
        : done.length === 1
        ? valuesOf(done[0]).map((text) => ({ text }))
        : [],
    ),
};

export const OUTPUT = shortcut("output", "[FORMAT]", "write replies in this format");
export const TIMING = shortcut("timing", "[on|off]", "tell how long each command took, or not");
export const EDITING = shortcut("editing", "[emacs|vi]", "keys for editing");

/** A command for one setting: without a value, a flag changes, and others are shown. */
function shortcut(name: keyof Settings, usage: string, summary: string): OwnCommand {
  const setting = findSetting(name);
  return {
    name,
    usage,
    summary,
    args: [valuesOf(name)],
    run(context, [value]) {
      const { settings, output } = context;
      if (value !== undefined) change(context, setting, value);
      else if (setting.type === "flag") {
        context.change({ [name]: !settings[name] });
        output.text(`${name} is ${settingText(settings, setting)}\n`);
      } else {
        const others = valuesOf(name).filter((each) => each !== settings[name]);
        output.text(`${settingText(settings, setting)} (also: ${others.join(", ")})\n`);
      }
      return Promise.resolve();
    },
  };
}

function valuesOf(name: string): readonly string[] {
  const setting = SETTINGS.find((each) => each.name === name);
  if (setting?.type === "choice") return setting.values;
  return setting?.type === "flag" ? ["on", "off"] : [];
}

function change(context: OwnContext, setting: Setting, text: string): void {
  guarded(() => context.change(settingFromText(setting, text)));
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof SettingError ? new OwnError(error.message) : error;
  }
}
