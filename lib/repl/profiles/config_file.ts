/** Where the configuration is, and what else it says: the password of a profile. */

import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { mayReadFile, variable } from "../../runtime/permissions.ts";
import { type Config, ConfigError, NO_CONFIG, parseConfig } from "./config.ts";
import type { Profile } from "./profile.ts";
import { nearest } from "../nearest.ts";

/**
 * The file that RESPITE_CONFIG names, else `respite/config.toml` in the folder of configurations;
 * null if none can be known.
 */
export function configFile(): string | null {
  const file = variable("RESPITE_CONFIG");
  if (file !== "") return file;
  const folder = process.platform === "win32"
    ? variable("APPDATA")
    : variable("XDG_CONFIG_HOME") || inHome(".config");
  return folder === "" ? null : path.join(folder, "respite", "config.toml");
}

function inHome(name: string): string {
  const home = variable("HOME");
  return home === "" ? "" : path.join(home, name);
}

/** A configuration, and what its owner should know. */
export interface LoadedConfig {
  readonly file: string | null;
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** Reads the configuration, if there is one. Throws ConfigError. */
export async function loadConfig(file: string | null = configFile()): Promise<LoadedConfig> {
  if (file === null || !mayReadFile(file) || !fs.existsSync(file)) {
    return { file, config: NO_CONFIG, warnings: [] };
  }
  let source: string;
  try {
    source = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(`Cannot read ${file}: ${(error as Error).message}`);
  }
  const config = await parseConfig(source, file);
  return { file, config, warnings: warningsFor(file, config) };
}

function warningsFor(file: string, { profiles }: Config): string[] {
  if (process.platform === "win32" || !profiles.some(hasPassword)) return [];
  const mode = fs.statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return [];
  return [
    `Warning: ${file} holds passwords, and others may read it (mode ${mode.toString(8)}): ` +
    "chmod 600 would keep them out.",
  ];
}

/** Whether a password stands in the file itself. */
function hasPassword({ url, password }: Profile): boolean {
  return password !== undefined || /^\w+:\/\/[^/]+@/.test(url ?? "");
}

/** The profile of this name. Throws ConfigError, with the name that comes nearest. */
export function findProfile({ file, config: { profiles } }: LoadedConfig, name: string): Profile {
  const found = profiles.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = profiles.map((each) => each.name);
  const near = nearest(name, names);
  throw new ConfigError(
    `There is no profile ${name}` +
      (near !== undefined
        ? `: did you mean ${near}?`
        : names.length > 0
        ? `: there are ${names.join(", ")}`
        : `: none is defined in ${file ?? "a configuration file"}`),
  );
}

/** The profile's password; undefined if it has none. Throws ConfigError. */
export function passwordOf(profile: Profile): string | undefined {
  const { name, password, passwordCommand, passwordVariable } = profile;
  if (passwordVariable !== undefined) {
    const value = variable(passwordVariable);
    if (value !== "") return value;
    throw new ConfigError(`Profile ${name}: the variable ${passwordVariable} is not set`);
  }
  if (passwordCommand === undefined) return password;
  const { status, signal, error, stdout } = run(passwordCommand);
  if (status !== 0) {
    const how = error?.message ?? (signal ? `was ended by ${signal}` : `ended with ${status}`);
    throw new ConfigError(`Profile ${name}: ${passwordCommand}: ${how}`);
  }
  return stdout.split(/\r?\n/)[0];
}

/** Runs a line of the shell. It may ask for something itself, on the terminal. */
function run(line: string): Partial<SpawnSyncReturns<string>> & { stdout: string } {
  try {
    return spawnSync(line, {
      shell: true,
      encoding: "utf8",
      stdio: ["inherit", "pipe", "inherit"],
    });
  } catch (error) { // Without permission to run programs.
    return { error: error as Error, stdout: "" };
  }
}
