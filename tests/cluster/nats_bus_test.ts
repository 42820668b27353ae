import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readNatsAccess } from "../../lib/cluster/nats_access.ts";
import { NatsBus, retryDelayMs } from "../../lib/cluster/nats_bus.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksNats, TestNats } from "../support/nats.ts";
import { busContract } from "./bus_contract.ts";
import { assertHolds } from "../support/property.ts";

const ignore = lacksNats();

busContract("NatsBus", {
  async open() {
    const nats = await TestNats.open();
    const access = await readNatsAccess({ url: nats.url });
    const { log } = new HeardLog();
    return {
      open: () => new NatsBus({ access, log }),
      cut: () => nats.stop(),
      mend: () => nats.start(),
      [Symbol.asyncDispose]: () => nats[Symbol.asyncDispose](),
    };
  },
  ignore,
});

Deno.test("retryDelayMs() is never nothing, never above 2 s, and differs between nodes", () => {
  assertHolds(
    "cluster-nats-bus",
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, r) => {
      const delayMs = retryDelayMs(n, r);
      assert(delayMs >= 125 && delayMs <= 2_000, `${delayMs}`);
    }),
  );
  assertEquals([0, 1, 2, 3, 99].map((n) => retryDelayMs(n, 0)), [125, 250, 500, 1_000, 1_000]);
  assert(retryDelayMs(99, 0.9) > retryDelayMs(99, 0.1));
});
