import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../talk.ts";
import { scripted } from "./scripted.ts";

const echo: Answer = (request) =>
  request.startsWith("SELECT 99") ? "-ERR DB index is out of range|" : `+<${request}>|`;

test("own: \\? lists the commands, and explains one", async () => {
  const { say } = scripted(echo);
  const all = await say("\\?");
  assert.match(all, /^\\\? \[NAME\] +list these commands, or explain one\n/);
  assert.match(all, /\n\\repeat TIMES \[INTERVAL\] LINE +run a line so many times/);
  assert.match(await say("\\help \\repeat"), /^\\repeat TIMES [^]*\\repeat 10 0\.5 DBSIZE/);
  assert.match(await say("\\? q"), /^\\quit\nleave\nalso: \\q\n$/);
  assert.equal(await say("\\? repat"), "! There is no command \\repat: did you mean \\repeat?\n");
});

test("own: an unknown one is told with the nearest name", async () => {
  const { say, server } = scripted(echo);
  assert.equal(await say("\\timng"), "! There is no command \\timng: did you mean \\timing?\n");
  assert.equal(await say("\\xyzxyz"), "! There is no command \\xyzxyz: \\? lists what there is\n");
  assert.equal(await say('\\db "1'), "! Invalid argument(s)\n");
  assert.deepEqual(server.heard, []);
});

test("own: \\db chooses a database", async () => {
  const { say, shell, server } = scripted(echo);
  assert.equal(await say("\\db 3"), "");
  assert.equal(shell.standing.prompt, "embedded[3]> ");
  assert.equal(await say("\\db 99"), "! ERR DB index is out of range\n");
  assert.equal(await say("\\db"), "! \\db needs the number of a database\n");
  assert.deepEqual(server.heard, ["SELECT 3", "SELECT 99"]);
});

test("own: \\timing tells how long commands take", async () => {
  const { say } = scripted(echo);
  assert.equal(await say("ping"), "<ping>\n");
  assert.equal(await say("\\timing"), "timing is on\n");
  assert.equal(await say("ping"), "<ping>\n(1.00 ms)\n");
  assert.equal(await say("\\timing off"), "");
  assert.equal(await say("ping"), "<ping>\n");
  assert.equal(await say("\\timing maybe"), "! timing must be on or off\n");
});

test("own: \\set shows settings and changes them", async () => {
  const { say, shell } = scripted(echo);
  assert.match(await say("\\set"), /^output +auto +how replies are written\n[^]*\nediting +auto/);
  assert.equal(await say("\\set editing vi"), "");
  assert.equal(await say("\\set editing"), "vi\n");
  assert.equal(await say("\\set editing vim"), "! editing must be one of auto, emacs, vi\n");
  assert.equal(await say("\\set confirm DEL, CONFIG SET"), "");
  assert.deepEqual(shell.standing.settings.confirm, ["DEL", "CONFIG SET"]);
  assert.equal(
    await say("\\set edting vi"),
    "! There is no setting edting: did you mean editing?\n",
  );
  assert.equal(await say("\\editing emacs"), "");
  assert.equal(shell.standing.settings.editing, "emacs");
  assert.match(await say("\\output"), /^auto \(also: standard, raw, csv, /);
});

test("own: \\repeat runs a line so many times, also another own command", async () => {
  const { say, server } = scripted(echo);
  assert.equal(await say("\\repeat 3 ping"), "<ping>\n<ping>\n<ping>\n");
  assert.equal(await say("\\repeat 2 1ms ping a"), "<ping a>\n<ping a>\n");
  await say("\\repeat 2 \\db 1");
  assert.deepEqual(server.heard.slice(5), ["SELECT 1", "SELECT 1"]);
  for (const wrong of ["\\repeat", "\\repeat x ping", "\\repeat 0 ping", "\\repeat 3"]) {
    assert.match(await say(wrong), /^! \\repeat needs a number of times/);
  }
});

test("own: \\repeat ends when the connection is lost, and on Ctrl-C", async () => {
  const lost = scripted((request) => request === "quit" ? "+OK|" : null);
  assert.match(await lost.say("\\repeat forever ping"), /^! Error: /);
  assert.deepEqual(lost.server.heard, ["ping"]);
  const { say, shell, server } = scripted((request, reply) => {
    if (server.heard.length === 3) shell.interrupt();
    return echo(request, reply);
  });
  await say("\\repeat forever ping");
  assert.equal(server.heard.length, 3);
});

test("own: \\save keeps lines, and \\run fills arguments in", async () => {
  const history = ["\\save pair 2", "GET user:$1", "SET user:$1 $2", "PING"];
  const { say, server, snippets } = scripted(echo, { history });
  assert.equal(
    await say("\\save pair 2"),
    "  SET user:$1 $2\n  GET user:$1\nRun it by \\run pair $1 $2\n",
  );
  assert.deepEqual(snippets.get("pair"), ["SET user:$1 $2", "GET user:$1"]);
  assert.equal(
    await say('\\run pair 7 "a b"'),
    '> SET user:7 "a b"\n<SET user:7 a b>\n> GET user:7\n<GET user:7>\n',
  );
  assert.deepEqual(server.heard, ["SET user:7 a b", "GET user:7"]);
  assert.equal(await say("\\run pair 7"), "! \\run pair needs 2 arguments\n");
  assert.equal(
    await say("\\run other"),
    "! Nothing is saved under the name other: \\run lists what is\n",
  );
});

test("own: \\save takes the last line, or one that is given; \\run lists what is there", async () => {
  const { say } = scripted(echo, { history: ["\\save x", "PING städte"] });
  assert.match(await say("\\run"), /^! Nothing is saved yet/);
  assert.equal(await say("\\save x"), "  PING städte\nRun it by \\run x\n");
  assert.equal(await say('\\save y DEL "$1"'), '  DEL "$1"\nRun it by \\run y $1\n');
  assert.equal(await say("\\run"), 'x  PING städte\ny  DEL "$1"\n');
  assert.equal(await say("\\save --forget x"), "");
  assert.equal(await say("\\run"), 'y  DEL "$1"\n');
  assert.equal(await say("\\save z AUTH secret"), "! Not saved: there is a password in it\n");
  assert.equal(await say("\\save"), "! \\save needs a name\n");
});

test("own: \\run ends at the first line that fails", async () => {
  const { say, snippets, server } = scripted((request) =>
    request === "b" ? "-ERR no|" : `+${request}|`
  );
  snippets.set("three", ["a", "b", "c"]);
  assert.equal(
    await say("\\run three"),
    "> a\na\n> b\n(error) ERR no\n! 1 more line was not run\n",
  );
  assert.deepEqual(server.heard, ["a", "b"]);
});

test("own: a snippet that runs itself comes to an end", async () => {
  const { say, snippets } = scripted(echo);
  snippets.set("self", ["\\run self"]);
  assert.match(await say("\\run self"), /! Too many commands inside of commands\n$/);
});

test("own: \\history shows the last lines, the newest last", async () => {
  const { say } = scripted(echo, { history: ["get ü", "set b", "get a"] });
  assert.equal(await say("\\history"), "get a\nset b\nget ü\n");
  assert.equal(await say("\\history 2"), "set b\nget ü\n");
  assert.equal(await say("\\history GET"), "get a\nget ü\n");
  assert.equal(await say("\\history 1 get"), "get ü\n");
});

test("own: \\e opens an editor with the last line, and what it makes of it is the next one", async () => {
  const { say, drafts } = scripted(echo, {
    history: ["\\e", "get a"],
    edit: (text) => text === "nothing" ? null : `${text}!`,
  });
  await say("\\e");
  await say("\\e set b 'x");
  await say("\\e nothing");
  assert.deepEqual(drafts, ["get a!", "set b 'x!"]);
});

const CONFIG = `
[profiles.local]
url = "redis://127.0.0.1:1/2"
[profiles.prod]
url = "redis://ops:secret@127.0.0.1:1"
production = true
output = "raw"
`;

test("own: \\profile lists profiles without their passwords, and shows one", async () => {
  const { say } = scripted(echo, { config: CONFIG });
  assert.equal(
    await say("\\profile"),
    "  local  redis://127.0.0.1:1/2\n  prod   redis://ops:***@127.0.0.1:1  production\n",
  );
  assert.equal(
    await say("\\profile prod"),
    "url: redis://ops:***@127.0.0.1:1\nproduction: true\noutput: raw\n",
  );
  assert.equal(await say("\\profile x"), "! There is no profile x\n");
  const none = scripted(echo);
  assert.equal(await none.say("\\profile"), "No profile is defined in config.toml\n");
  const wrong = scripted(echo, { config: "[profile]" });
  assert.equal(
    await wrong.say("\\profile"),
    "! config.toml:1: profile is not known here: did you mean profiles?\n",
  );
});

test("own: \\connect turns to a profile, a URL, or a host and a port", async () => {
  const { say, shell } = scripted(echo, { config: CONFIG });
  const refused = /^! Could not connect to Redis at 127\.0\.0\.1:1: /;
  assert.match(await say("\\connect prod"), refused);
  assert.equal(shell.standing.prompt, "prod (not connected)> ");
  assert.equal(shell.standing.settings.output, "raw");
  assert.match(await say("\\profile"), /\n\* prod/);
  assert.match(await say("\\c local"), refused);
  assert.equal(shell.standing.settings.output, "auto");
  assert.match(await say("\\connect redis://127.0.0.1:1/3"), refused);
  assert.match(await say("\\connect 127.0.0.1 1"), refused);
  assert.equal(shell.standing.prompt, "not connected> ");
  assert.equal(await say("\\connect prd"), "! There is no profile prd: did you mean prod?\n");
  assert.match(await say("\\connect http://x"), /^! Cannot read the URL http:\/\/x/);
  assert.equal(await say("\\connect host port"), "! port is no port\n");
  assert.match(await say("\\connect"), /^! \\connect needs a profile's name, a URL/);
});

test("own: \\quit leaves", async () => {
  const { shell } = scripted(echo);
  assert.equal(await shell.runText("\\q\nping"), false);
});

test("own: words of the command line are one, whatever is in them", async () => {
  const { shell, server, snippets } = scripted(echo);
  snippets.set("x", ["get $1"]);
  assert.equal(await shell.runOwn(["\\run", "x", 'a "b" ü']), true);
  assert.equal(await shell.runOwn(["\\run", "y"]), false);
  assert.deepEqual(server.heard, ['get a "b" \xc3\xbc']);
});

test("own: \\watch, \\as and \\monitor ask as the commands do that they send", async () => {
  const profile = { name: "prod", isProduction: true, settings: {} };
  const answers = ["no", "no", "no", "prod"];
  const { say, server, questions } = scripted(() => ":20000|", { profile, answers });
  assert.equal(await say("\\watch 1 SHUTDOWN NOSAVE times=1"), "Not sent.\n");
  assert.equal(await say("\\as json KEYS *"), "Not sent.\n");
  assert.equal(await say("\\monitor"), "Not sent.\n");
  assert.equal(server.heard.filter((line) => /^(SHUTDOWN|KEYS|MONITOR)/.test(line)).length, 0);
  assert.match(await say("\\watch 1 CONFIG SET a b times=1"), /\(integer\) 20000/);
  assert.equal(questions.length, 4);
});
