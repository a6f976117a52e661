import { test } from "node:test";
import assert from "node:assert/strict";
import {
  frequency,
  frequencyAccess,
  freshAccess,
  idleAccess,
  idleSeconds,
  touchedAccess,
} from "../../lib/keyspace/access.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { randomFrom } from "../support/random.ts";

const NOW = 1_700_000_000_000;

function environment(isLfu: boolean): Environment {
  const env = new Environment(randomFrom(1));
  env.isLfu = isLfu;
  env.setTime(NOW);
  return env;
}

test("LRU: idle seconds are counted from the last access", () => {
  const env = environment(false);
  let bits = freshAccess(env);
  env.setTime(NOW + 90_500);
  assert.equal(idleSeconds(env, bits), 90);
  bits = touchedAccess(env, bits);
  assert.equal(idleSeconds(env, bits), 0);
  assert.equal(idleSeconds(env, idleAccess(env, 12_345)), 12_345);
});

test("LRU: the clock of 24 bits wraps without harm", () => {
  const env = environment(false);
  env.setTime((2 ** 24 - 5) * 1000);
  const bits = freshAccess(env);
  env.setTime((2 ** 24 + 5) * 1000);
  assert.equal(idleSeconds(env, bits), 10);
});

test("LFU: the counter loses one for each lfu-decay-time minutes, down to 0", () => {
  const env = environment(true);
  const bits = frequencyAccess(env, 100);
  env.setTime(NOW + 10 * 60_000);
  assert.equal(frequency(env, bits), 90);
  env.lfuDecayMinutes = 5;
  assert.equal(frequency(env, bits), 98);
  env.lfuDecayMinutes = 0;
  assert.equal(frequency(env, bits), 100);
  env.lfuDecayMinutes = 1;
  env.setTime(NOW + 1000 * 60_000);
  assert.equal(frequency(env, bits), 0);
});

test("LFU: the minutes of 16 bits wrap without harm", () => {
  const env = environment(true);
  env.setTime((2 ** 16 - 2) * 60_000);
  const bits = frequencyAccess(env, 50);
  env.setTime((2 ** 16 + 1) * 60_000);
  assert.equal(frequency(env, bits), 47);
});

for (
  // The table of redis.conf: the counter after so many hits, by lfu-log-factor.
  const [factor, hits, least, most] of [
    [0, 100, 105, 105],
    [0, 1000, 255, 255],
    [1, 1000, 40, 60],
    [10, 100, 8, 13],
    [10, 1000, 15, 22],
    [10, 100_000, 130, 155],
    [100, 1000, 6, 11],
    [100, 100_000, 40, 58],
  ] as const
) {
  test(`LFU: with lfu-log-factor ${factor}, ${hits} hits give ${least} to ${most}`, () => {
    const env = environment(true);
    env.lfuLogFactor = factor;
    let sum = 0;
    const rounds = hits > 10_000 ? 3 : 20;
    for (let round = 0; round < rounds; round++) {
      let bits = freshAccess(env);
      for (let i = 0; i < hits; i++) bits = touchedAccess(env, bits);
      sum += frequency(env, bits);
    }
    const mean = sum / rounds;
    assert.ok(mean >= least && mean <= most, `${mean}`);
  });
}
