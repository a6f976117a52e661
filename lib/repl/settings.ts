/** What a person may change while the prompt runs. */

export interface Settings {
  /** Whether the time of each command is told. */
  timing: boolean;
  /** The name of an output format; empty: as the output is. */
  output: string;
  /** Whether dangerous commands ask first. */
  guard: boolean;
  /** Whether `| command` pipes a reply to the shell. */
  pipes: boolean;
}

/** The settings at the beginning, unless a profile says otherwise. */
export function defaultSettings(): Settings {
  return { timing: false, output: "", guard: true, pipes: true };
}
