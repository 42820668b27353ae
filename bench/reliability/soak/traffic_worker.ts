/** {@linkcode Traffic} in a thread of its own, so that it never holds up whoever measures. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { Random } from "../../../tests/support/random.ts";
import { Site } from "./site.ts";
import { Traffic } from "./traffic.ts";
import type { TrafficOrder, TrafficResult } from "./traffic_thread.ts";

let traffic: Traffic | undefined;

self.onmessage = async ({ data }: MessageEvent<TrafficOrder>) => {
  await obey(data);
  const { counts, faults } = traffic!;
  self.postMessage({ counts, faults } satisfies TrafficResult);
};

async function obey(order: TrafficOrder): Promise<void> {
  switch (order.do) {
    case "start":
      traffic = await Traffic.open(new Site(order.origin, new Random(order.seed)));
      return traffic.start();
    case "end":
      return await traffic!.end();
    case "audit":
      return await traffic!.audit(order.dataFolder);
    default:
      return order satisfies never;
  }
}
