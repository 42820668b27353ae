/**
 * A program from which errors go astray, for a test to run: what it is told to do, `reject`, `throw`
 * or `worker`, it does from a timer, and then says on standard output that it goes on. With `inside`
 * as second word, all of it happens in a worker, as in the program.
 */
import { systemClock } from "../../lib/clock.ts";
import { createLog } from "../../lib/log.ts";
import { Strays } from "../../lib/server/strays.ts";

const ways: Readonly<Record<string, () => void>> = {
  reject: () => void Promise.reject(new Error("a promise of a library")),
  throw() {
    throw new Error("a timer of a library");
  },
  worker() {
    const code = 'throw new Error("a worker that ended")';
    new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: "module" });
  },
};

const [way, where] = Deno.args;
const inside = new URL("?inside", import.meta.url).href;
if (where === "inside" && import.meta.url !== inside) new Worker(inside, { type: "module" });
else loseError(ways[way!]!);

function loseError(lose: () => void): void {
  const log = createLog({ level: "info", format: "json", clock: systemClock });
  const strays = new Strays({ log, clock: systemClock });
  setTimeout(() => {
    setTimeout(() => {
      // A worker that runs keeps the program until its error has come here.
      if (way === "worker") return;
      strays.close();
      Deno.stdout.writeSync(new TextEncoder().encode("goes on\n"));
      if (where === "inside") self.close();
    });
    lose();
  });
}
