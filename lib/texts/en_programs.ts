/** The words of the dialog about bots and webhooks: it is loaded late, and they with it. */
import { countsIn } from "./counts.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");

/** Every text of the dialog that is not in `en.ts`. */
export const programs = {
  copied: "Copied",
  copyFailed: "Could not copy. Select it and copy it by hand.",
  another: "Make another",
  remove: "Remove",
  removeOf: (name: string) => `Remove ${isolateForeign(name)}`,
  removeHeading: (name: string) => `Remove ${isolateForeign(name)}?`,
  removed: (name: string) => `${isolateForeign(name)} is removed`,

  bots: {
    heading: "Bots",
    detail: "A bot is a program that reads along in this room, and answers if it may write.",
    field: "Name of the bot",
    example: "Clock",
    role: "Its role",
    make: "Make a bot",
    made: "The bot is made",
    madeDetail:
      "Keep its token now: it is shown this once. Your program sends it with each request:",
    secret: "Its token",
    copy: "Copy token",
    empty: "No bot was made yet. Make one above, and give its token to your program.",
    removeDetail: "Its token is good no more. What it said stays. This cannot be undone.",
  },

  hooks: {
    heading: "Incoming hooks",
    detail: "An incoming hook lets a program say something here, by a URL, and nothing else.",
    field: "Name of the hook",
    example: "Builds",
    make: "Make a hook",
    made: "The hook is made",
    madeDetail: "Keep its URL now: it is shown this once. It takes what Slack’s take:",
    secret: "Its URL",
    copy: "Copy URL",
    empty: "No hook was made yet. Make one above, and give its URL to whatever has news.",
    removeDetail: "Its URL is good no more. What it said stays. This cannot be undone.",
  },

  webhooks: {
    heading: "Outgoing webhooks",
    detail: "An outgoing webhook tells a program elsewhere all that is said in this room.",
    field: "Its address",
    help: "With https, at a name that is known on the internet.",
    make: "Add the webhook",
    made: "The webhook is added",
    madeDetail:
      "Keep its secret now: it is shown this once. By it the program checks this header of what comes:",
    secret: "Its secret",
    copy: "Copy secret",
    empty: "No webhook was added yet. Add one above, and that program is told from then on.",
    removeDetail: "The program is told of nothing more. This cannot be undone.",
    delivered: (seq: number) =>
      seq === 0 ? "nothing to deliver so far" : `delivered up to event ${number(seq)}`,
    failing: (time: string, why: string) => `fails since ${time}: ${why}`,
    paused: (why: string) => `paused for good: ${why}. Remove it, and add it anew.`,
  },
} as const;
