/** The hash commands. */

import type { CommandDefinition } from "../command.ts";
import { HDEL, HGETDEL } from "./hdel.ts";
import { HEXPIRE, HEXPIREAT, HPEXPIRE, HPEXPIREAT } from "./hexpire.ts";
import { HEXISTS, HGET, HLEN, HMGET, HSTRLEN } from "./hget.ts";
import { HGETALL, HKEYS, HVALS } from "./hgetall.ts";
import { HGETEX } from "./hgetex.ts";
import { HINCRBY } from "./hincrby.ts";
import { HINCRBYFLOAT } from "./hincrbyfloat.ts";
import { HRANDFIELD } from "./hrandfield.ts";
import { HSCAN } from "./hscan.ts";
import { HMSET, HSET, HSETNX } from "./hset.ts";
import { HSETEX } from "./hsetex.ts";
import { HEXPIRETIME, HPERSIST, HPEXPIRETIME, HPTTL, HTTL } from "./httl.ts";

export const HASH_COMMANDS: readonly CommandDefinition[] = [
  HDEL,
  HEXISTS,
  HEXPIRE,
  HEXPIREAT,
  HEXPIRETIME,
  HGET,
  HGETALL,
  HGETDEL,
  HGETEX,
  HINCRBY,
  HINCRBYFLOAT,
  HKEYS,
  HLEN,
  HMGET,
  HMSET,
  HPERSIST,
  HPEXPIRE,
  HPEXPIREAT,
  HPEXPIRETIME,
  HPTTL,
  HRANDFIELD,
  HSCAN,
  HSET,
  HSETEX,
  HSETNX,
  HSTRLEN,
  HTTL,
  HVALS,
];
