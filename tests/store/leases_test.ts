import { LocalLeases } from "../../lib/store/leases.ts";
import { leasesContract } from "./leases_contract.ts";

leasesContract("LocalLeases", () => {
  const leases = new LocalLeases();
  return Promise.resolve({
    one: leases,
    other: leases,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
