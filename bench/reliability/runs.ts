import { conformance } from "./conformance.ts";
import { connectionCaps } from "./connection_caps.ts";
import { commandFlood, pingFlood } from "./floods.ts";
import { fuzzing } from "./fuzzing.ts";
import { idleConnections } from "./idle_connections.ts";
import { largeFrames } from "./large_frames.ts";
import { largeRoom } from "./large_room.ts";
import { returnAtOnce } from "./return_at_once.ts";
import type { Run } from "./run.ts";
import { slowBodies } from "./slow_bodies.ts";
import { slowHeaders } from "./slow_headers.ts";
import { slowReaders } from "./slow_readers.ts";
import { soak } from "./soak.ts";

/** All scripted runs, in the order of the page. */
export const runs: readonly Run[] = [
  conformance,
  fuzzing,
  idleConnections,
  returnAtOnce,
  largeRoom,
  slowReaders,
  slowHeaders,
  slowBodies,
  connectionCaps,
  largeFrames,
  commandFlood,
  pingFlood,
  soak,
];
