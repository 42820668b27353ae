import type { SocketCases } from "./case.ts";
import { closing } from "./closing_cases.ts";
import { fragmentation } from "./fragmentation_cases.ts";
import { framing } from "./framing_cases.ts";
import { limitCases } from "./limit_cases.ts";
import { utf8 } from "./utf8_cases.ts";

/**
 * The cases of the Autobahn test suite for servers, and those of our own, in the suite's order.
 *
 * Its groups 12 and 13, of compression, do not apply: the offer is not taken, which is a row of the
 * handshakes.
 *
 * @see {@link https://github.com/crossbario/autobahn-testsuite | The suite}
 */
export const socketCases: readonly SocketCases[] = [
  ...framing,
  ...fragmentation,
  ...utf8,
  ...closing,
  ...limitCases,
];
