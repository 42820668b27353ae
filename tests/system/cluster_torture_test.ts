/**
 * Three nodes over a real PostgreSQL and a real NATS lose and double nothing, whatever goes wrong;
 * `deno task torture --cluster` is the long form.
 */
import { assert, assertEquals } from "@std/assert";
import { clusterFaults, tortureCluster } from "../support/cluster_torture.ts";
import { lacksNats } from "../support/nats.ts";
import { lacksPostgres } from "../support/postgres.ts";
import { findPrograms } from "../support/program.ts";
import { Random } from "../support/random.ts";

const program = findPrograms().at(-1)!;

Deno.test({
  name: `Three nodes of ${program.name} lose and double nothing, whatever goes wrong`,
  ignore: [lacksPostgres(), lacksNats()].includes(true),
  async fn() {
    const seed = Random.newSeed();
    const report = await tortureCluster({ program, seed, faults: clusterFaults });
    assertEquals(report.faults.slice(0, 20), [], `seed ${seed}`);
    assert(report.acknowledged > 0);
  },
});
