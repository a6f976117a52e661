/** CLIENT TRACKING, CACHING, GETREDIR, TRACKINGINFO: what a client with a cache is told. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Server } from "../../../state/server.ts";
import type { Tracked } from "../../../state/tracking.ts";
import type { Context } from "../../context.ts";
import { syntaxError } from "../../messages.ts";

interface Options {
  readonly redirect: number;
  readonly prefixes: readonly string[];
  readonly isBroadcast: boolean;
  readonly isOptIn: boolean;
  readonly isOptOut: boolean;
  readonly noLoop: boolean;
}

export function tracking({ args, reply, server, session }: Context): void {
  const options = readOptions(args, server);
  if (args.is(2, "OFF")) {
    server.tracking.disable(session);
  } else if (args.is(2, "ON")) {
    check(options, session.tracked);
    const { isBroadcast, isOptIn, isOptOut, noLoop, prefixes, redirect } = options;
    const wanted = isBroadcast && prefixes.length === 0 ? [""] : prefixes;
    const tracked = server.tracking.enable(session, wanted);
    tracked.isBroadcast = isBroadcast;
    tracked.mode = isOptIn ? "optin" : isOptOut ? "optout" : "all";
    tracked.noLoop = noLoop;
    tracked.redirect = redirect;
    tracked.isRedirectBroken = false;
  } else {
    throw syntaxError();
  }
  reply.ok();
}

function readOptions(args: Args, { sessions }: Server): Options {
  let redirect = 0;
  let [isBroadcast, isOptIn, isOptOut, noLoop] = [false, false, false, false];
  const prefixes: string[] = [];
  for (let i = 3; i < args.count; i++) {
    const hasMore = i + 1 < args.count;
    if (args.is(i, "REDIRECT") && hasMore) {
      if (redirect !== 0) {
        throw new ReplyError("ERR A client can only redirect to a single other client");
      }
      redirect = args.integer(++i);
      if (!sessions.has(redirect)) {
        throw new ReplyError("ERR The client ID you want redirect to does not exist");
      }
    } else if (args.is(i, "PREFIX") && hasMore) {
      prefixes.push(args.text(++i));
    } else if (args.is(i, "BCAST")) {
      isBroadcast = true;
    } else if (args.is(i, "OPTIN")) {
      isOptIn = true;
    } else if (args.is(i, "OPTOUT")) {
      isOptOut = true;
    } else if (args.is(i, "NOLOOP")) {
      noLoop = true;
    } else {
      throw syntaxError();
    }
  }
  return { redirect, prefixes, isBroadcast, isOptIn, isOptOut, noLoop };
}

/** Refuses options that contradict each other, or how the client tracks already. */
function check({ isBroadcast, isOptIn, isOptOut, prefixes }: Options, now: Tracked | null): void {
  if (!isBroadcast && prefixes.length > 0) {
    throw new ReplyError("ERR PREFIX option requires BCAST mode to be enabled");
  }
  if (now !== null && now.isBroadcast !== isBroadcast) throw cannotSwitch("BCAST mode on/off");
  if (isBroadcast && (isOptIn || isOptOut)) {
    throw new ReplyError("ERR OPTIN and OPTOUT are not compatible with BCAST");
  }
  if (isOptIn && isOptOut) {
    throw new ReplyError("ERR You can't specify both OPTIN mode and OPTOUT mode");
  }
  if ((isOptIn && now?.mode === "optout") || (isOptOut && now?.mode === "optin")) {
    throw cannotSwitch("OPTIN/OPTOUT mode");
  }
  checkOverlaps(prefixes, now?.prefixes ?? []);
}

function cannotSwitch(what: string): ReplyError {
  return new ReplyError(
    `ERR You can't switch ${what} before disabling tracking for this client, and then ` +
      "re-enabling it with a different mode.",
  );
}

/** A change is told once: so no key may begin with two prefixes of one client. */
function checkOverlaps(prefixes: readonly string[], existing: Iterable<string>): void {
  const before = [...existing].sort();
  for (const [i, prefix] of prefixes.entries()) {
    const kept = before.find((other) => overlap(prefix, other));
    if (kept !== undefined) throw overlaps(prefix, `an existing prefix '${kept}'`);
    const given = prefixes.slice(i + 1).find((other) => overlap(prefix, other));
    if (given !== undefined) throw overlaps(prefix, `another provided prefix '${given}'`);
  }
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function overlaps(prefix: string, other: string): ReplyError {
  return new ReplyError(
    `ERR Prefix '${prefix}' overlaps with ${other}. Prefixes for a single client must not overlap.`,
  );
}

export function caching({ args, reply, session: { tracked } }: Context): void {
  if (tracked === null) {
    throw new ReplyError(
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or " +
        "OPTOUT mode enabled",
    );
  }
  const isYes = args.is(2, "YES");
  if (!isYes && !args.is(2, "NO")) throw syntaxError();
  if (tracked.mode !== (isYes ? "optin" : "optout")) {
    const [word, mode] = isYes ? ["YES", "OPTIN"] : ["NO", "OPTOUT"];
    throw new ReplyError(
      `ERR CLIENT CACHING ${word} is only valid when tracking is enabled in ${mode} mode.`,
    );
  }
  tracked.isExceptional = true;
  reply.ok();
}

export function getRedir({ reply, session: { tracked } }: Context): void {
  reply.integer(tracked === null ? -1 : tracked.redirect);
}

export function trackingInfo({ reply, session: { tracked } }: Context): void {
  const flags = tracked === null ? ["off"] : flagsOf(tracked);
  const prefixes = [...tracked?.prefixes ?? []].sort();
  reply.map(3);
  reply.text("flags");
  reply.set(flags.length);
  for (const flag of flags) reply.text(flag);
  reply.text("redirect");
  reply.integer(tracked === null ? -1 : tracked.redirect);
  reply.text("prefixes");
  reply.array(prefixes.length);
  for (const prefix of prefixes) reply.text(prefix);
}

function flagsOf(tracked: Tracked): string[] {
  const flags = ["on"];
  if (tracked.isBroadcast) flags.push("bcast");
  if (tracked.mode !== "all") flags.push(tracked.mode);
  if (tracked.isExceptional) flags.push(tracked.mode === "optin" ? "caching-yes" : "caching-no");
  if (tracked.noLoop) flags.push("noloop");
  if (tracked.isRedirectBroken) flags.push("broken_redirect");
  return flags;
}
