/** A server under a name, and how the prompt shall be with it. */

export interface Profile {
  readonly name: string;
  readonly url?: string;
  /** Whether more care is taken: questions before dangerous commands, no names by SCAN. */
  readonly isProduction: boolean;
}
