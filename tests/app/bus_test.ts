import { assertRejects } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { openBus } from "../../lib/app/bus.ts";
import { readConfig } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";
import { HeardLog } from "../support/heard_log.ts";

for (
  const [args, words] of [
    [["--nats-user", "ada"], "Cannot use --nats-user: --nats-url is missing; name both, or none"],
    [["--nats-ca-file", "/ca"], "Cannot use --nats-ca-file: --nats-url is missing"],
    [["--nats-url", "nats://nats"], "Cannot run several nodes on --store sqlite"],
    [
      ["--nats-url", "nats://nats", "--store", "postgres"],
      "Cannot run several nodes with --files disk",
    ],
  ] as const
) {
  Deno.test(`openBus() of ${args.join(" ")} alone says what else is needed`, async () => {
    const invocation = readConfig(args, () => undefined);
    if (invocation.command !== "serve") throw new TypeError("Cannot read the flags");
    const parts = { log: new HeardLog().log, clock: systemClock };
    await assertRejects(() => openBus(invocation.config, parts), OperatorError, words);
  });
}
