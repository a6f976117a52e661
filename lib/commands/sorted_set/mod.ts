/** The sorted set commands. */

import type { CommandDefinition } from "../command.ts";
import { SORTED_SET_OPERATIONS } from "./operations/mod.ts";
import { ZADD, ZINCRBY } from "./zadd.ts";
import { ZCOUNT, ZLEXCOUNT } from "./zcount.ts";
import { BZMPOP, BZPOPMAX, BZPOPMIN, ZMPOP, ZPOPMAX, ZPOPMIN } from "./zpop.ts";
import {
  ZRANGE,
  ZRANGEBYLEX,
  ZRANGEBYSCORE,
  ZREVRANGE,
  ZREVRANGEBYLEX,
  ZREVRANGEBYSCORE,
} from "./zrange.ts";
import { ZRANK, ZREVRANK } from "./zrank.ts";
import { ZREM, ZREMRANGEBYLEX, ZREMRANGEBYRANK, ZREMRANGEBYSCORE } from "./zrem.ts";
import { ZCARD, ZMSCORE, ZSCORE } from "./zscore.ts";

export const SORTED_SET_COMMANDS: readonly CommandDefinition[] = [
  BZMPOP,
  BZPOPMAX,
  BZPOPMIN,
  ZADD,
  ZCARD,
  ZCOUNT,
  ZINCRBY,
  ZLEXCOUNT,
  ZMPOP,
  ZMSCORE,
  ZPOPMAX,
  ZPOPMIN,
  ZRANGE,
  ZRANGEBYLEX,
  ZRANGEBYSCORE,
  ZRANK,
  ZREM,
  ZREMRANGEBYLEX,
  ZREMRANGEBYRANK,
  ZREMRANGEBYSCORE,
  ZREVRANGE,
  ZREVRANGEBYLEX,
  ZREVRANGEBYSCORE,
  ZREVRANK,
  ZSCORE,
  ...SORTED_SET_OPERATIONS,
];
