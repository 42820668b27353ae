import { LocalHub } from "./local_bus.ts";
import { HeardLog } from "./heard_log.ts";
import { busContract } from "../cluster/bus_contract.ts";

busContract("LocalBus", {
  open() {
    const hub = new LocalHub({ log: new HeardLog().log, maxBytes: 4_096 });
    return Promise.resolve({
      open: () => hub.open(),
      cut: () => Promise.resolve(hub.cut()),
      mend: () => Promise.resolve(hub.mend()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
});
