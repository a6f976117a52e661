/** What a person at a terminal is to the prompt. */

import type { OwnTerminal } from "./own/command.ts";

/** A person at a terminal. */
export interface Conversation {
  readonly terminal: OwnTerminal;
  ask(question: string): Promise<string | null>;
  lendTerminal<T>(act: () => Promise<T>): Promise<T>;
  draft(text: string): void;
  editElsewhere(text: string): Promise<string | null>;
  /** Is told when the settings, or the profile, are other ones. */
  changed?(): void;
}

/** A pipe: there is nobody. */
export const NOBODY: Conversation = {
  terminal: { isInteractive: false, isColoured: false, columns: 80, rows: 24, write: () => {} },
  ask: () => Promise.resolve(null),
  lendTerminal: (act) => act(),
  draft: () => {},
  editElsewhere: () => Promise.resolve(null),
};
