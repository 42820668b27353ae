import { deviations as httpDeviations } from "../../tests/conformance/http/case.ts";
import { httpCases } from "../../tests/conformance/http/cases.ts";
import { HttpStage } from "../../tests/conformance/http/stage.ts";
import { deviations as socketDeviations } from "../../tests/conformance/socket/case.ts";
import { socketCases } from "../../tests/conformance/socket/cases.ts";
import { SocketStage } from "../../tests/conformance/socket/stage.ts";
import { RunningProgram } from "../../tests/support/program.ts";
import type { Report, Run, Setting } from "./run.ts";

/** A row of either table, as far as it counts here. */
interface Row {
  readonly id: string;
  readonly title: string;
  readonly deviation?: string;
}

const socketRows = socketCases.flatMap(({ cases }) => cases);
const httpRows = httpCases.flatMap(({ cases }) => cases);
const suiteRows = socketRows.filter(({ id }) => !id.startsWith("own"));

/** The tables of `tests/conformance`, all of them in either size. */
export const conformance: Run = {
  key: "conformance",
  title: "Protocol conformance",
  describe() {
    return `${suiteRows.length} cases of the Autobahn WebSocket test suite (groups 1 to 7, 9 and ` +
      `10; 12 and 13 are of compression, which is not offered) and ${
        socketRows.length - suiteRows.length
      } of our own are sent as literal bytes, and ${httpRows.length} HTTP requests to RFC 9110, ` +
      "RFC 9112 and the handshake of RFC 6455. After each, somebody else in the room has to have " +
      "noticed nothing.";
  },
  perform,
};

async function perform({ program, folder, signal, tell }: Setting): Promise<Report> {
  await using parley = await RunningProgram.start(program, folder, ["--rate-limit", "0"]);
  const faults: string[] = [];
  let passed = 0;
  async function performAll<T extends Row>(rows: readonly T[], one: (row: T) => Promise<string[]>) {
    for (const row of rows) {
      signal.throwIfAborted();
      const found = await one(row);
      if (found.length === 0) passed++;
      faults.push(...found.map((fault) => `${row.id} ${row.title}: ${fault}`));
    }
  }
  tell(`${socketRows.length} cases of WebSocket`);
  {
    await using stage = await SocketStage.open(parley);
    await performAll(socketRows, (row) => stage.perform(row));
  }
  tell(`${httpRows.length} requests`);
  {
    await using stage = await HttpStage.open(parley);
    await performAll(httpRows, (row) => stage.perform(row));
  }
  const all: readonly Row[] = [...socketRows, ...httpRows];
  return {
    did: describeDeviations(all),
    figures: [
      { name: "cases", value: all.length },
      { name: "as the table says", value: passed },
      { name: "of these, deviations", value: all.filter(({ deviation }) => deviation).length },
    ],
    faults,
  };
}

/** Each deviation with how many rows show it, the most frequent first. */
function describeDeviations(rows: readonly Row[]): string {
  const reasons: Readonly<Record<string, string>> = { ...socketDeviations, ...httpDeviations };
  const named = Object.entries(reasons)
    .map(([key, why]) => ({ why, count: rows.filter(({ deviation }) => deviation === key).length }))
    .toSorted((one, other) => other.count - one.count)
    .map(({ why, count }) => `${why}: ${count} ${count === 1 ? "case" : "cases"}`);
  return `Every answer is the one in the table. Where that falls short of the RFCs, it is the ` +
    `runtime that reads frames and requests before anything of ours does: ${named.join("; ")}.`;
}
