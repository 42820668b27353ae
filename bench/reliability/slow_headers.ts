import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { connections: 100, forMs: 500 },
  full: { connections: 5_000, forMs: 30_000 },
};
const dripMs = 1_000;

/** Requests whose headers never end. */
export const slowHeaders: Run = {
  key: "slow-headers",
  title: "Slow-loris on headers",
  describe(size) {
    const { connections, forMs } = sizes[size];
    return `${connections.toLocaleString("en")} connections begin a request and send a byte of a ` +
      `header a second, for ${forMs / 1_000} s, without a proxy in front, then nothing more.`;
  },
  perform: (setting) => {
    const { connections, forMs } = sizes[setting.size];
    return onStage(setting, { connections }, async (stage) => {
      const [bytesBefore, socketsBefore] = [stage.rssBytes, stage.sockets];
      setting.tell(`${connections} connections begin a request`);
      await stage.crowd.open({
        count: connections,
        atOnce: 100,
        first: "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
      });
      const held = () => stage.sockets - socketsBefore;
      await stage.until(() => held() >= connections, "the server has not taken all connections");
      await stage.crowd.drip({ bytes: "a", everyMs: dripMs });
      await stage.pass(forMs);
      await stage.crowd.rest();
      const { open } = await stage.crowd.look();
      const home = await stage.server.fetch("/");
      await home.body?.cancel();
      stage.expect(home.status === 200, `whoever came then was answered ${home.status}`);
      stage.expect(open === connections, `${connections - open} of the connections are gone`);
      stage.figure("connections held", open);
      stage.figure("memory", (stage.rssBytes - bytesBefore) / connections / 1e3, "KB each", 1);
      return "It waits for headers for ever, which Deno's server does not bound: each connection " +
        "costs what stands below, and an open file. Everybody else was served. A proxy in front " +
        "ends them: `client_header_timeout` in nginx, `read_header` in Caddy.";
    });
  },
};
