/**
 * The 24 bits in which a key remembers how it is used, as Redis keeps them.
 *
 * - LRU: seconds, modulo 2^24 (194 days).
 * - LFU: 16 bits of minutes when the counter last decayed, and an 8-bit logarithmic counter
 *   (Morris, 1978).
 */

import type { Environment } from "./environment.ts";

const LRU_MASK = 0xffffff;
/** The counter of a new key, so that it is not evicted at once. */
const LFU_INITIAL = 5;

/** The bits of a key made now. */
export function freshAccess(env: Environment): number {
  return env.isLfu ? (minutes(env.nowMs) << 8) | LFU_INITIAL : env.lruClock;
}

/** The bits of a key accessed now, given its old bits. */
export function touchedAccess(env: Environment, bits: number): number {
  if (!env.isLfu) return env.lruClock;
  const counter = decayed(env, bits);
  return (minutes(env.nowMs) << 8) | incremented(env, counter);
}

/** The bits of a key that is set anew: its time begins again, its frequency goes on. */
export function overwrittenAccess(env: Environment, bits: number): number {
  if (!env.isLfu) return env.lruClock;
  return env.noTouch ? bits : touchedAccess(env, bits);
}

/** Seconds since a key was accessed. */
export function idleSeconds(env: Environment, bits: number): number {
  return (env.lruClock - bits) & LRU_MASK;
}

/** The LFU counter after the decay that is due. */
export function frequency(env: Environment, bits: number): number {
  return decayed(env, bits);
}

/** The bits of a key that was idle for so many seconds (RESTORE IDLETIME). */
export function idleAccess(env: Environment, seconds: number): number {
  return (env.lruClock - seconds) & LRU_MASK;
}

/** The bits of a key with this LFU counter (RESTORE FREQ). */
export function frequencyAccess(env: Environment, counter: number): number {
  return (minutes(env.nowMs) << 8) | counter;
}

function minutes(nowMs: number): number {
  return Math.floor(nowMs / 60_000) & 0xffff;
}

function decayed(env: Environment, bits: number): number {
  const counter = bits & 0xff;
  if (env.lfuDecayMinutes === 0) return counter;
  const elapsed = (minutes(env.nowMs) - (bits >> 8)) & 0xffff;
  return Math.max(0, counter - Math.floor(elapsed / env.lfuDecayMinutes));
}

function incremented(env: Environment, counter: number): number {
  if (counter === 255) return 255;
  const base = Math.max(0, counter - LFU_INITIAL);
  return env.random() < 1 / (base * env.lfuLogFactor + 1) ? counter + 1 : counter;
}
