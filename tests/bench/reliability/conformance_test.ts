import { assertMatch } from "@std/assert";
import { conformance } from "../../../bench/reliability/conformance.ts";

// What it does is what the tests in tests/conformance do, row by row.
Deno.test("the run of conformance says how much it is", () => {
  assertMatch(conformance.describe("full"), /^301 cases of the Autobahn .* and \d+ of our own/);
});
