import { bystanderCount } from "./clients/bystanders.ts";
import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { perAddress: 30, max: 100 },
  full: { perAddress: 1_000, max: 5_000 },
};

/** More connections than there may be, of one address and in all. */
export const connectionCaps: Run = {
  key: "connection-caps",
  title: "More connections than there may be",
  describe(size) {
    const { perAddress, max } = sizes[size];
    const bounds = `\`--max-connections-per-address ${perAddress}\`, \`--max-connections ${max}\`` +
      ` and \`--join-rate ${perAddress}\``;
    const [ofOne, ofOthers] = [2 * perAddress, max].map((count) => count.toLocaleString("en"));
    return `With ${bounds}, one address asks for ${ofOne} sockets at once, then other addresses ` +
      `for ${ofOthers} more. All say by \`X-Forwarded-For\` who they are, through a proxy that is ` +
      "trusted.";
  },
  perform: (setting) => {
    const { perAddress, max } = sizes[setting.size];
    const limits = {
      "--trust-proxy": "127.0.0.0/8",
      "--max-connections": max,
      "--max-connections-per-address": perAddress,
      "--join-rate": perAddress,
    };
    const args = Object.entries(limits).flatMap(([flag, value]) => [flag, `${value}`]);
    return onStage(setting, { connections: max + 2 * perAddress, args }, async (stage) => {
      const path = "/room?room=caps&name=m";
      setting.tell(`one address asks for ${2 * perAddress}`);
      const one = await stage.crowd.open({ count: 2 * perAddress, path, from: "192.0.2.1" });
      stage.expect(
        one.statuses[101] === perAddress && one.statuses[429] === perAddress,
        `one address was answered ${JSON.stringify(one.statuses)}`,
      );
      setting.tell(`others ask for ${max}`);
      const others = await stage.crowd.open({ count: max, atOnce: 500, path, from: "203.0.#.#" });
      const free = max - perAddress - bystanderCount;
      stage.expect(
        others.statuses[101] === free && others.statuses[503] === max - free,
        `others were answered ${JSON.stringify(others.statuses)}, ${free} could come in`,
      );
      stage.expect(one.areAdvised && others.areAdvised, "some were not told when to come again");
      stage.figure("one address: let in", one.statuses[101] ?? 0);
      stage.figure("one address: refused 429", one.statuses[429] ?? 0);
      stage.figure("others: let in", others.statuses[101] ?? 0);
      stage.figure("others: refused 503", others.statuses[503] ?? 0);
      const cpuBefore = stage.cpuSeconds;
      const again = await stage.crowd.open({ count: perAddress, path, from: "192.0.2.1" });
      const cpu = (stage.cpuSeconds - cpuBefore) / perAddress * 1e6;
      stage.expect(again.statuses[101] === undefined, "some came in where there was no room");
      stage.figure("CPU", cpu, "µs a refusal");
      return "It let in as many of the one address as may be, then of others as many as there was " +
        "room for, and told all others when to come again. Bystanders had no part in it.";
    });
  },
};
