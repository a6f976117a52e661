/** `\db`, `\connect` and `\profile`: where commands go. */

import { styleText } from "node:util";
import { ConfigError } from "../profiles/config.ts";
import type { Profile } from "../profiles/profile.ts";
import { withoutPassword } from "../profiles/url.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";

export const DB: OwnCommand = {
  name: "db",
  usage: "NUMBER",
  summary: "choose a database",
  args: [null],
  async run({ send }, [number]) {
    if (number === undefined) throw new OwnError("\\db needs the number of a database");
    const reply = await send(["SELECT", number]);
    if (reply.type === "error") throw new OwnError(reply.text);
  },
};

export const CONNECT: OwnCommand = {
  name: "connect",
  aliases: ["c"],
  usage: "NAME | URL | HOST PORT",
  summary: "turn to another server: a profile, or an address",
  args: [null],
  complete: profileNames,
  async run({ connectTo }, [where, port, ...more]) {
    if (where === undefined || more.length > 0) {
      throw new OwnError("\\connect needs a profile's name, a URL, or a host and a port");
    }
    if (port === undefined) {
      await explained(() => connectTo(/:\/\//.test(where) ? { url: where } : { profile: where }));
    } else if (/^\d+$/.test(port) && Number(port) < 65536) {
      await connectTo({ host: where, port: Number(port) });
    } else {
      throw new OwnError(`${port} is no port`);
    }
  },
};

export const PROFILE: OwnCommand = {
  name: "profile",
  usage: "[NAME]",
  summary: "list the profiles, or show one",
  args: [null],
  complete: profileNames,
  async run(context, [name]) {
    const { output, terminal, profile } = context;
    const { config: { profiles }, file } = await explained(() => context.loadConfig());
    if (name !== undefined) {
      const found = profiles.find((each) => each.name === name);
      if (found === undefined) throw new OwnError(`There is no profile ${name}`);
      return output.text(description(found));
    }
    if (profiles.length === 0) {
      return output.text(`No profile is defined in ${file ?? "a configuration file"}\n`);
    }
    const width = Math.max(...profiles.map((each) => each.name.length));
    output.text(
      profiles.map((each) => {
        const label = each.name.padEnd(width);
        const colour = each.colour ?? (each.isProduction ? "red" : undefined);
        const shown = terminal.isColoured && colour !== undefined
          ? styleText(colour, label)
          : label;
        const mark = each.name === profile?.name ? "*" : " ";
        const note = each.isProduction ? "  production" : "";
        return `${mark} ${shown}  ${withoutPassword(each.url ?? "")}${note}\n`;
      }).join(""),
    );
  },
};

function description(profile: Profile): string {
  const { url, user, db, protocol, tls, isCluster, isProduction, colour, prompt } = profile;
  const password = profile.passwordCommand !== undefined
    ? `from ${profile.passwordCommand}`
    : profile.passwordVariable !== undefined
    ? `from $${profile.passwordVariable}`
    : profile.password !== undefined
    ? "in the configuration file"
    : undefined;
  const facts: [string, unknown][] = [
    ["url", url === undefined ? undefined : withoutPassword(url)],
    ["user", user],
    ["password", password],
    ["db", db],
    ["resp", protocol],
    ["tls", tls === undefined ? undefined : Object.values(tls).join(" ") || "yes"],
    ["cluster", isCluster],
    ["production", isProduction || undefined],
    ["colour", colour],
    ["prompt", prompt],
    ...Object.entries(profile.settings),
  ];
  return facts.filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\n`).join("");
}

async function profileNames(context: OwnContext, done: readonly string[]) {
  if (done.length > 0) return [];
  const { config: { profiles } } = await context.loadConfig();
  return profiles.map(({ name, url = "" }) => ({ text: name, note: withoutPassword(url) }));
}

/** What is wrong with the configuration, or with a URL, is the person's to mend. */
async function explained<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isKnown = error instanceof ConfigError || error instanceof TypeError;
    throw isKnown ? new OwnError(error.message) : error;
  }
}
