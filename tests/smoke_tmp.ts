import { clusterFaults, tortureCluster } from "./support/cluster_torture.ts";
import { findPrograms } from "./support/program.ts";
const program = findPrograms().at(-1)!;
const which = Deno.args.length ? Deno.args.map((a) => clusterFaults[Number(a)]!) : clusterFaults;
console.log(program.name, which);
const report = await tortureCluster({
  program,
  seed: 7,
  faults: which,
  progressed: (p) => console.log(JSON.stringify(p)),
});
console.log(report.acknowledged, report.resumes, report.faults.length, report.faults.slice(0, 20));
