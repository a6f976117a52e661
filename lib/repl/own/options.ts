/** Options of own commands: `name=value` among their words. */

import { OwnError } from "./command.ts";

export interface OptionWords<Name extends string> {
  readonly options: Readonly<Partial<Record<Name, string>>>;
  /** All other words. */
  readonly rest: readonly string[];
}

/** Takes the options out of the words. What looks like an option but is none is another word. */
export function optionsIn<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
): OptionWords<Name> {
  const options: Partial<Record<Name, string>> = {};
  const rest: string[] = [];
  for (const word of words) {
    const [, name, value] = /^-{0,2}(\w+)=(.*)$/s.exec(word) ?? [];
    const known = names.find((each) => each === name);
    if (known === undefined) rest.push(word);
    else options[known] = value;
  }
  return { options, rest };
}

/** A whole number of at least one. Throws OwnError. */
export function positive(text: string | undefined, name: string, initial: number): number {
  if (text === undefined) return initial;
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new OwnError(`${name} must be a whole number above 0`);
  return Number(text);
}
