/** Where the prompt stands: the profile that is in use, the settings, and what that looks like. */

import { styleText } from "node:util";
import { parseServerUrl } from "../client/address.ts";
import type { Conversation } from "./conversation.ts";
import type { Place } from "./own/command.ts";
import type { Printer } from "./print/printer.ts";
import { optionsOf } from "./profiles/apply.ts";
import { findProfile, loadConfig, type LoadedConfig } from "./profiles/config_file.ts";
import type { Profile } from "./profiles/profile.ts";
import { promptText } from "./profiles/template.ts";
import type { Session } from "./session.ts";
import { type Settings, settingsFrom } from "./settings.ts";

export interface StandingOptions {
  readonly session: Session;
  readonly profile?: Profile | null;
  readonly loadConfig?: () => Promise<LoadedConfig>;
  /** The settings of the configuration, for all profiles. */
  readonly settings?: Partial<Settings>;
  /** Whether there is nothing to be lost at the server where the prompt begins. */
  readonly isPlayground?: boolean;
  /** How replies are written by the setting `output`. */
  readonly printerFor?: (output: string) => Printer;
}

export class Standing {
  profile: Profile | null;
  readonly settings: Settings;
  /** Whether nobody need be asked about what is lost here. */
  isPlayground: boolean;
  readonly #options: StandingOptions;
  readonly #conversation: Conversation;
  /** What holds for all profiles. */
  #general: Partial<Settings>;
  /** What was set by hand; a profile does not change it. */
  readonly #chosen: Partial<Settings> = {};

  constructor(options: StandingOptions, conversation: Conversation) {
    this.#options = options;
    this.#conversation = conversation;
    this.profile = options.profile ?? null;
    this.isPlayground = options.isPlayground ?? false;
    this.#general = options.settings ?? {};
    this.settings = settingsFrom(this.#general, this.profile?.settings ?? {});
    this.#apply();
  }

  get isProduction(): boolean {
    return this.profile?.isProduction === true;
  }

  /** What stands before the line that is typed. */
  get prompt(): string {
    const { profile } = this;
    const state = { ...this.#options.session.state, profile: profile?.name ?? "" };
    const text = promptText(state, profile?.prompt);
    const colour = profile?.colour ?? (this.isProduction ? "red" : undefined);
    if (colour === undefined || !this.#conversation.terminal.isColoured) return text;
    const [, visible, blank] = /^(.*?)(\s*)$/s.exec(text)!;
    return styleText(colour, visible, { validateStream: false }) + blank;
  }

  /** The configuration as it stands in its file now. Throws ConfigError. */
  loadConfig(): Promise<LoadedConfig> {
    return (this.#options.loadConfig ?? loadConfig)();
  }

  change(settings: Partial<Settings>): void {
    Object.assign(this.#chosen, settings);
    Object.assign(this.settings, settings);
    this.#apply();
  }

  /** Turns to another server. Throws ConfigError, or TypeError for a URL that is none. */
  async connectTo(place: Place): Promise<void> {
    const { session } = this.#options;
    if ("profile" in place) {
      const loaded = await this.loadConfig();
      const profile = findProfile(loaded, place.profile);
      // A command for the password may ask on the terminal.
      const options = await this.#conversation.lendTerminal(() =>
        Promise.resolve(optionsOf(profile))
      );
      this.#general = loaded.config.settings;
      this.#use(profile);
      await session.restart(options);
    } else if ("url" in place) {
      parseServerUrl(place.url); // If it is none, all stays as it is.
      this.#use(null);
      await session.restart({ url: place.url });
    } else {
      this.#use(null);
      await session.moveTo(place.host, place.port);
    }
  }

  #use(profile: Profile | null): void {
    this.profile = profile;
    this.isPlayground = false;
    const chosen = [this.#general, profile?.settings ?? {}, this.#chosen];
    Object.assign(this.settings, settingsFrom(...chosen));
    this.#apply();
  }

  #apply(): void {
    const { session, printerFor } = this.#options;
    if (printerFor !== undefined) session.printer = printerFor(this.settings.output);
    this.#conversation.changed?.();
  }
}
