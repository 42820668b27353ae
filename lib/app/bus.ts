import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { flagOf } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Bus } from "../cluster/bus.ts";
import { readNatsAccess } from "../cluster/nats_access.ts";
import { NatsBus } from "../cluster/nats_bus.ts";

/** What is of no use without an address. */
const needUrl = [
  "natsUser",
  "natsPassword",
  "natsToken",
  "natsNkeyFile",
  "natsCredsFile",
  "natsCaFile",
  "natsCertFile",
  "natsKeyFile",
] as const;

/**
 * Opens the way to the other nodes that an operator wants, if any. That it cannot be reached is no error:
 * it is tried again and again.
 *
 * @throws {OperatorError} when the options are wrong.
 */
export async function openBus(
  config: Config,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<Bus | undefined> {
  const { natsUrl: url } = config;
  if (url === "") {
    const idle = needUrl.find((key) => config[key] !== "");
    if (idle === undefined) return undefined;
    throw new OperatorError(
      `Cannot use --${flagOf(idle)}: --nats-url is missing; name both, or none`,
    );
  }
  if (config.store !== "postgres") {
    throw new OperatorError(
      `Cannot run several nodes on --store ${config.store}: --nats-url needs --store postgres`,
    );
  }
  if (config.files === "disk") {
    throw new OperatorError(
      "Cannot run several nodes with --files disk: with --nats-url take --files postgres or s3",
    );
  }
  const access = await readNatsAccess({
    url,
    user: config.natsUser,
    password: config.natsPassword,
    token: config.natsToken,
    nkeyFile: config.natsNkeyFile,
    credsFile: config.natsCredsFile,
    caFile: config.natsCaFile,
    certFile: config.natsCertFile,
    keyFile: config.natsKeyFile,
    prefix: config.natsPrefix,
  });
  return new NatsBus({ access, clock, log });
}
