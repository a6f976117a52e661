/** For tests of the assistant: a command with all that the syntax of commands has. */

import type { CommandFacts } from "../../../lib/repl/assist/mod.ts";

export const BOX: CommandFacts = {
  name: "BOX",
  summary: "Holds subcommands.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: -2,
  subcommands: [
    {
      name: "PUT",
      summary: "Puts.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      args: [
        {
          name: "data",
          type: "block",
          multiple: true,
          args: [
            { name: "score", type: "double" },
            { name: "member", type: "string" },
          ],
        },
        {
          name: "pattern",
          type: "pattern",
          token: "GET",
          optional: true,
          multiple: true,
          multipleToken: true,
        },
        {
          name: "order",
          type: "oneof",
          optional: true,
          args: [
            { name: "asc", type: "pure-token", token: "ASC" },
            { name: "desc", type: "pure-token", token: "DESC" },
          ],
        },
      ],
    },
    {
      name: "PICK",
      summary: "Picks.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      args: [{
        name: "filter",
        type: "oneof",
        args: [
          { name: "address", type: "string" },
          { name: "number", type: "integer", token: "ID" },
        ],
      }],
    },
    {
      name: "PEEK",
      summary: "Peeks.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
    },
  ],
};
