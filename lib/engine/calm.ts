/**
 * Calm: nothing is going on that dispatch has to look after, as most of the time.
 *
 * Before and after each command dispatch asks some twenty questions whose answers hardly ever
 * change. Within a turn only a command can change one, and no plain command does (`isPlain`). So they
 * are asked once, at the beginning of a turn, and plain commands are executed without them, until
 * the first other command.
 */

import type { Session } from "../state/session.ts";
import type { Engine } from "./engine.ts";

/** Whether checks, pauses, effects, messages and exact times do not concern this session's turn. */
export function isCalm(engine: Engine, session: Session): boolean {
  const { nowMs, server, settings } = engine;
  const { appendOnly, keyspace, monitors, pause, snapshots, tracking, waits } = server;
  return session.user.isUnrestricted && !engine.mustAuthenticate(session) &&
    session.transaction === null && session.subscriptions === null && session.tracked === null &&
    !session.isMonitor && !session.noTouch && session.replyMode === "on" &&
    settings.maxMemory === 0 && settings.sharesTiming &&
    !engine.hasEffectListeners && !engine.notifies && !tracking.isOn && waits.isEmpty &&
    monitors.size === 0 && keyspace.env.keeper === null &&
    (appendOnly === null || appendOnly.failure === "") &&
    (snapshots === null || !snapshots.stopsWrites) &&
    !server.isLoading && pause.untilMs <= nowMs;
}
