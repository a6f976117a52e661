/** The RDB file, saved and loaded, as commands and checks know it. */

export interface ReloadOptions {
  /** Whether the file is written first, and the keys removed. */
  readonly saves: boolean;
  readonly flushes: boolean;
  /** Whether keys of the file replace others; if not, such a key is an error. */
  readonly merges: boolean;
}

export interface Snapshots {
  /** Whether a snapshot is being written in the background. */
  readonly isSaving: boolean;
  /** Whether writes are refused because the last save failed. */
  readonly stopsWrites: boolean;
  /** The time of the last save, Unix milliseconds. */
  readonly lastSaveMs: number;
  /** Writes the file before anything else is done. Throws with the reason. */
  save(): void;
  /** Begins to write it in the background. Throws with the reason. */
  saveInBackground(): void;
  /** Has the same done as soon as possible. */
  schedule(): void;
  /** What FLUSHALL means for the file: it is saved, if there are save points. */
  flushed(): void;
  /** The end of the process: saves if that is asked for or there are save points. Throws. */
  saveAtEnd(mode: "default" | "save" | "nosave"): void;
  /** DEBUG RELOAD: puts what the file says in place of all keys, or beside them. Throws with the reason. */
  reload(options: ReloadOptions): void;
  /** Does what is due, `hz` times a second. */
  tick(): void;
  /** The lines of INFO that are about it, from `rdb_changes_since_last_save` on. */
  facts(): readonly (readonly [name: string, value: string | number])[];
  /** Keys that are in the snapshot so far, and that will be. */
  readonly progress: { readonly done: number; readonly total: number };
}
