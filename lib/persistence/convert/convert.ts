/** Converts data files: RDB, append-only files in one piece or in a folder, JSON lines. */

import { CommandFileWriter } from "../../rdb/command_file_writer.ts";
import { hasMagic, MAGIC_BYTES, PLAIN_VERSION } from "../../rdb/format.ts";
import { type KeyWriter, RdbFileWriter, type Sink } from "../../rdb/file_writer.ts";
import { kindOf, versionOf } from "../../rdb/value.ts";
import { latin1 } from "../../resp/args.ts";
import { AofFolder } from "../aof/folder.ts";
import { EMPTY_MANIFEST, parseManifest } from "../aof/manifest.ts";
import type { Storage } from "../storage.ts";
import { JsonWriter } from "./json_writer.ts";
import { AofSource, JsonSource, RdbSource, type Source, type Surroundings } from "./sources.ts";

export const FORMATS = ["rdb", "aof", "folder", "jsonl"] as const;
/** `aof`: one file of commands; `folder`: manifest, base and increment. */
export type Format = typeof FORMATS[number];

const FILE = "appendonly.aof";

export interface ConvertOptions extends Surroundings {
  /** Paths are relative to it. */
  readonly storage: Storage;
  readonly isFolder: (path: string) => boolean;
  /** What the input is; found out if it is absent. */
  readonly from?: Format;
  /** What to make; what the name of the output says if it is absent. */
  readonly to?: Format;
  /** See `SaveOptions`. */
  readonly isForValkey?: boolean;
  /** Takes the output, if that is `-`. */
  readonly standardOutput?: Sink;
}

export interface Converted {
  readonly from: Format;
  readonly to: Format;
  readonly keys: number;
  readonly libraries: number;
  readonly bytes: number;
}

/** Converts one into the other. Throws an Error that says what is wrong, and where. */
export function convert(input: string, output: string, options: ConvertOptions): Converted {
  const { storage } = options;
  const from = options.from ?? formatOf(input, options);
  const to = options.to ?? formatNamed(output);
  const source = sourceOf(input, from, options);
  const write = (sink: Sink, kind: Format): KeyWriter => {
    const writer = writerOf(kind, sink, source.libraries, to === "folder", options.isForValkey);
    // The header of an RDB file tells what comes: so there is a first pass that only counts.
    if (kind === "rdb") beginRdb(source, writer);
    let libraries = kind === "rdb" ? source.libraries.length : -1;
    const begin = () => {
      if (libraries >= 0) return;
      writer.begin(PLAIN_VERSION);
      libraries = source.libraries.length;
    };
    source.pass((index, db, entry) => {
      begin();
      writer.key(index, db, entry);
    });
    begin();
    if (source.libraries.length > libraries) throw new Error("libraries must come before all keys");
    writer.end();
    return writer;
  };
  let writer: KeyWriter;
  if (output === "-") writer = write(options.standardOutput!, to);
  else if (to === "folder") writer = writeFolder(storage, output, write);
  else writer = writeFile(storage, output, (sink) => write(sink, to));
  const { keys, written } = writer;
  return { from, to, keys, libraries: source.libraries.length, bytes: written };
}

function beginRdb(source: Source, writer: KeyWriter): void {
  const databases: { size: number; volatile: number }[] = [];
  let version = PLAIN_VERSION;
  source.pass((index, db, entry) => {
    const sizes = databases[index] ??= { size: 0, volatile: 0 };
    sizes.size++;
    if (entry.expireAtMs !== 0) sizes.volatile++;
    version = Math.max(version, versionOf(kindOf(db, entry)));
  });
  writer.begin(version);
  databases.forEach(({ size, volatile }, index) => writer.resize(index, size, volatile));
}

/** Writes a file beside its place, and then puts it there. */
function writeFile(storage: Storage, path: string, write: (sink: Sink) => KeyWriter): KeyWriter {
  const temporary = `${path}.temp`;
  const file = storage.create(temporary);
  try {
    const writer = write((bytes) => file.write(bytes));
    file.sync();
    file.close();
    storage.rename(temporary, path);
    return writer;
  } catch (error) {
    storage.remove(temporary);
    throw error;
  }
}

function writeFolder(
  storage: Storage,
  path: string,
  write: (sink: Sink, kind: Format) => KeyWriter,
): KeyWriter {
  if (storage.list(path).length > 0) throw new Error(`${path}: there is something in this folder`);
  storage.makeFolder(path);
  const folder = new AofFolder(storage, () => ({ folder: path, file: FILE }));
  folder.manifest = EMPTY_MANIFEST;
  const base = folder.nextBase("rdb");
  const writer = writeFile(storage, folder.path(base.name), (sink) => write(sink, "rdb"));
  const increment = folder.nextIncrement();
  storage.create(folder.path(increment.name)).close();
  folder.begin(base, increment);
  return writer;
}

function writerOf(
  format: Format,
  sink: Sink,
  functions: readonly Uint8Array[],
  isBase: boolean,
  isForValkey = false,
): KeyWriter {
  if (format === "aof") return new CommandFileWriter(sink, functions);
  if (format === "jsonl") return new JsonWriter(sink, functions);
  return new RdbFileWriter(sink, {
    compresses: true,
    sums: true,
    isForValkey,
    accesses: "none",
    functions,
    aux: [["redis-ver", "7.4.0"], ["redis-bits", 64], ["aof-base", isBase ? 1 : 0]],
  });
}

function sourceOf(path: string, format: Format, options: ConvertOptions): Source {
  const { storage } = options;
  switch (format) {
    case "rdb":
      return new RdbSource(storage, path);
    case "jsonl":
      return new JsonSource(storage, path, options);
    case "aof": {
      const name = path.replace(/^.*[/\\]/s, "");
      const folder = path.slice(0, path.length - name.length).replace(/(?<=.)[/\\]$/, "") || ".";
      const manifest = { ...EMPTY_MANIFEST, base: { name, seq: 1, type: "b" as const } };
      return new AofSource(storage, folder, manifest, options);
    }
    case "folder": {
      const [folder, name] = manifestIn(path, storage);
      return new AofSource(
        storage,
        folder,
        parseManifest(textOf(storage, `${folder}/${name}`)),
        options,
      );
    }
  }
}

/** The folder and the name of a manifest: in this directory, or in one within it. */
function manifestIn(path: string, storage: Storage): [folder: string, name: string] {
  if (path.endsWith(".manifest")) {
    const [, folder = ".", name] = /^(?:(.*)[/\\])?([^/\\]*)$/s.exec(path)!;
    return [folder, name];
  }
  for (const folder of [path, `${path}/appendonlydir`]) {
    const name = storage.list(folder).find((each) => /^(?!temp-).*\.manifest$/.test(each));
    if (name !== undefined) return [folder, name];
  }
  throw new Error(`${path}: there is no manifest`);
}

function textOf(storage: Storage, path: string): string {
  const file = storage.open(path)!;
  const bytes = new Uint8Array(file.size);
  for (let at = 0, count = -1; count !== 0; at += count) count = file.read(bytes, at, bytes.length);
  file.close();
  return new TextDecoder().decode(bytes);
}

/** What a path holds, by its first bytes. An RDB file with more behind it is an append-only file. */
function formatOf(path: string, { isFolder, storage }: ConvertOptions): Format {
  if (path.endsWith(".manifest") || isFolder(path)) return "folder";
  const file = storage.open(path);
  if (file === null) throw new Error(`${path}: there is no such file`);
  const head = new Uint8Array(MAGIC_BYTES);
  const length = file.read(head, 0, head.length);
  file.close();
  const text = latin1(head, 0, length);
  if (hasMagic(text)) return path.endsWith(".aof") ? "aof" : "rdb";
  return text.trimStart().startsWith("{") ? "jsonl" : "aof";
}

function formatNamed(path: string): Format {
  if (path === "-" || /\.(?:jsonl|ndjson|json)$/.test(path)) return "jsonl";
  if (path.endsWith(".rdb")) return "rdb";
  return path.endsWith(".aof") ? "aof" : "folder";
}
