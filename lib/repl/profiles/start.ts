/** How the prompt begins: with what the configuration says, and a profile. */

import type { ReplOptions } from "../options.ts";
import type { Settings } from "../settings.ts";
import { combined, optionsOf } from "./apply.ts";
import { ConfigError, NO_CONFIG } from "./config.ts";
import { findProfile, loadConfig, type LoadedConfig } from "./config_file.ts";
import type { Profile } from "./profile.ts";

export interface Beginning {
  readonly options: ReplOptions;
  readonly profile: Profile | null;
  /** What the configuration sets for all profiles. */
  readonly settings: Partial<Settings>;
  /** Lines for the person. */
  readonly warnings: readonly string[];
}

/**
 * Reads the configuration, and looks up the profile that the options name. Throws ConfigError, but
 * without a profile: then there is no need for the configuration, and what is wrong is a warning.
 */
export async function begin(
  options: ReplOptions,
  load: () => Promise<LoadedConfig> = () => loadConfig(),
): Promise<Beginning> {
  let loaded: LoadedConfig = { file: null, config: NO_CONFIG, warnings: [] };
  try {
    loaded = await load();
  } catch (error) {
    if (!(error instanceof ConfigError) || options.profile !== undefined) throw error;
    loaded = { ...loaded, warnings: [error.message] };
  }
  const { warnings, config: { settings } } = loaded;
  if (options.profile === undefined) return { options, profile: null, settings, warnings };
  const profile = findProfile(loaded, options.profile);
  return { options: combined(optionsOf(profile), options), profile, settings, warnings };
}
