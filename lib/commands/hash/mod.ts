/** The hash commands. */

import type { CommandDefinition } from "../command.ts";
import { HDEL, HGETDEL } from "./hdel.ts";
import { HEXISTS, HGET, HLEN, HMGET, HSTRLEN } from "./hget.ts";
import { HGETALL, HKEYS, HVALS } from "./hgetall.ts";
import { HINCRBY } from "./hincrby.ts";
import { HINCRBYFLOAT } from "./hincrbyfloat.ts";
import { HRANDFIELD } from "./hrandfield.ts";
import { HSCAN } from "./hscan.ts";
import { HMSET, HSET, HSETNX } from "./hset.ts";

export const HASH_COMMANDS: readonly CommandDefinition[] = [
  HDEL,
  HEXISTS,
  HGET,
  HGETALL,
  HGETDEL,
  HINCRBY,
  HINCRBYFLOAT,
  HKEYS,
  HLEN,
  HMGET,
  HMSET,
  HRANDFIELD,
  HSCAN,
  HSET,
  HSETNX,
  HSTRLEN,
  HVALS,
];
