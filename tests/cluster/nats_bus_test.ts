import { readNatsAccess } from "../../lib/cluster/nats_access.ts";
import { NatsBus } from "../../lib/cluster/nats_bus.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksNats, TestNats } from "../support/nats.ts";
import { busContract } from "./bus_contract.ts";

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
