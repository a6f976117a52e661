/** What rules need to know of commands; the command table is one. */

/** A command, or one subcommand, as rules name it. */
export interface AclCommand {
  /** Lower case, with the container's name: `config|get`. */
  readonly name: string;
  /** By name in capitals; null if the command has none. */
  readonly subcommands: ReadonlyMap<string, AclCommand> | null;
  readonly parent: AclCommand | null;
  /** Without the `@`. */
  readonly categories: readonly string[];
  /** Whether it is for those only who have authenticated: the others are allowed to everybody. */
  readonly needsAuth: boolean;
}

export interface AclCatalog {
  /** Commands by name in capitals, containers included. */
  readonly all: ReadonlyMap<string, AclCommand>;
  /** The names of all categories, without the `@`. */
  readonly categories: readonly string[];
  /** A command by its full name, `config|get`, in any case. */
  byName(fullName: string): AclCommand | undefined;
}
