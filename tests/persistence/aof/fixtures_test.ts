import { test } from "node:test";
import assert from "node:assert/strict";
import { latin1 } from "../../../lib/resp/args.ts";
import { aofOf, FIXTURES } from "../../support/fixtures.ts";
import { MemoryStorage } from "../../support/memory_storage.ts";
import { checkRecorded, mindsEncoding } from "../../support/recorded.ts";
import { type Logged, startLogged } from "./support.ts";

for (const name of FIXTURES) {
  test(`the append-only file that ${name} wrote is loaded, and written anew`, async () => {
    const storage = new MemoryStorage();
    for (const [path, bytes] of aofOf(name)) storage.files.set(path, bytes);
    const first = startLogged(storage);
    checkRecorded(first.redis, name, mindsEncoding(name));
    const libraries = librariesOf(first);
    for (const preamble of ["no", "yes"]) {
      const parameters = { "aof-use-rdb-preamble": preamble };
      const before = startLogged(storage, parameters);
      before.redis.command("BGREWRITEAOF");
      while (before.file.isRewriting) {
        before.settle();
        await Promise.resolve();
      }
      before.file.close();
      const after = startLogged(storage, parameters);
      checkRecorded(after.redis, name, () => false);
      assert.deepEqual(librariesOf(after), libraries);
    }
    const isNew = name.startsWith("valkey") || name >= "redis-7";
    assert.equal(libraries.length, isNew ? 1 : 0);
  });
}

function librariesOf({ redis }: Logged): string[] {
  return redis.engine.server.libraries.codes.map((code) => latin1(code, 0, code.length));
}
