import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { dripping: 40, silent: 10, allowed: 30 },
  full: { dripping: 1_000, silent: 200, allowed: 500 },
};
const dripMs = 1_000;

/** What such a request begins with; its address is what `X-Forwarded-For` says. */
function beginning(address: string): string {
  return `POST /api/rooms/tea/messages?name=slow HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    `X-Forwarded-For: ${address}\r\nContent-Type: application/json\r\n` +
    'Content-Length: 60000\r\n\r\n{"text":"';
}

/** Requests whose bodies never end. */
export const slowBodies: Run = {
  key: "slow-bodies",
  title: "Slow-loris on bodies",
  describe(size) {
    const { dripping, silent, allowed } = sizes[size];
    const [slow, ofOne] = [dripping, 2 * allowed].map((count) => count.toLocaleString("en"));
    return `${slow} requests, from an address each, send their body of JSON at a byte a second for ` +
      `longer than the 20 s that it may take, and ${silent} begin it and say nothing more; then ` +
      `one address sends ${ofOne} such requests, where it may have ${allowed} ` +
      "(`--max-connections-per-address`).";
  },
  perform: (setting) => {
    const { dripping, silent, allowed } = sizes[setting.size];
    const args = ["--trust-proxy", "127.0.0.0/8", "--max-connections-per-address", `${allowed}`];
    const connections = dripping + silent + 2 * allowed;
    return onStage(setting, { connections, args }, async (stage) => {
      const [bytesBefore, socketsBefore] = [stage.rssBytes, stage.sockets];
      const open = async (count: number, address: string) => {
        const held = stage.sockets + count;
        await stage.crowd.open({ count, atOnce: 100, first: beginning(address) });
        await stage.until(() => stage.sockets >= held, "the server has not taken all connections");
      };
      setting.tell(`${dripping + silent} requests begin`);
      await open(dripping, "203.0.#.#");
      await stage.crowd.drip({ bytes: "a", everyMs: dripMs });
      await open(silent, "198.51.#.#");
      const each = (stage.rssBytes - bytesBefore) / (stage.sockets - socketsBefore) / 1e3;
      stage.figure("memory", each, "KB each", 1);
      setting.tell("waiting until they are too late");
      const answered = async () => (await stage.crowd.look()).statuses[408] ?? 0;
      await stage.until(
        async () => await answered() === dripping,
        "not all were answered 408 that were too late",
      );
      stage.figure("answered 408", await answered());
      await stage.crowd.rest();
      setting.tell(`${2 * allowed} requests of one address begin`);
      const first = beginning("192.0.2.1");
      await stage.crowd.open({ count: 2 * allowed, atOnce: 100, first });
      const refused = async () => (await stage.crowd.look()).statuses[429] ?? 0;
      await stage.until(
        async () => await refused() >= allowed,
        `of one address, not ${allowed} were refused with 429`,
      );
      stage.figure("refused 429", await refused());
      stage.expect(await refused() === allowed, `${await refused()} were refused, not ${allowed}`);
      return "After 20 s it answered those that dripped with 408. " +
        "Those that say nothing it holds until they are gone, for Deno cannot end them, and " +
        "counts them as connections of their address: what was too many it refused with 429.";
    });
  },
};
