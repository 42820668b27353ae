import type { HttpCases } from "./case.ts";
import { handshakes } from "./handshake_cases.ts";
import { bodies, connections, heads, targets } from "./message_cases.ts";
import { conditions, declarations, methods, negotiation, ranges } from "./resource_cases.ts";

/** The basics of RFC 9110 and 9112, and the handshake of RFC 6455. */
export const httpCases: readonly HttpCases[] = [
  handshakes,
  methods,
  declarations,
  negotiation,
  conditions,
  ranges,
  heads,
  targets,
  bodies,
  connections,
];
