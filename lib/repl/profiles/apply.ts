/** What a profile says, as options of the prompt. */

import type { ReplOptions } from "../options.ts";
import { passwordOf } from "./config_file.ts";
import type { Profile } from "./profile.ts";

/** The profile's server, and as whom to go there. Throws ConfigError if the password is not had. */
export function optionsOf(profile: Profile): ReplOptions {
  const { url, user, db, protocol, tls, isCluster } = profile;
  return defined({ url, user, db, protocol, tls, isCluster, password: passwordOf(profile) });
}

/** Options of a profile, but for what was said besides; another address counts as a whole. */
export function combined(profile: ReplOptions, given: ReplOptions): ReplOptions {
  const said = defined(given);
  const { url: _, ...rest } = profile;
  const isElsewhere = ["host", "port", "socket", "url", "transport"].some((name) => name in said);
  return { ...(isElsewhere ? rest : profile), ...said };
}

function defined(options: ReplOptions): ReplOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
