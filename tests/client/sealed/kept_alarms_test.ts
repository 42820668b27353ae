import { assertEquals } from "@std/assert";
import { KeptAlarms } from "../../../client/sealed/kept_alarms.ts";
import type { Alarm } from "../../../client/sealed/sealed_room.ts";
import { until } from "../../support/until.ts";
import { settled } from "../connection/fake_network.ts";
import { SharedVault } from "./memory_vault.ts";

const falseList: Alarm = { kind: "false_list", whose: "peer" };
const ownSender: Alarm = { kind: "false_sender", whose: "own" };

Deno.test("an alarm is there when the page is loaded again, until it was seen", async () => {
  const shared = new SharedVault();
  const alarms = new KeptAlarms(["room", "direct.0"], shared.open());
  alarms.raise(ownSender);
  assertEquals(alarms.all.value, [ownSender]);
  await settled();
  const again = new KeptAlarms(["room", "direct.0"], shared.open());
  await until(() => again.all.value.length > 0);
  assertEquals(again.all.value, [ownSender]);
  again.dismiss();
  assertEquals(again.all.value, []);
  await settled();
  const last = new KeptAlarms(["room", "direct.0"], shared.open());
  await settled();
  assertEquals([again.all.value, last.all.value], [[], []]);
});

Deno.test("an alarm is shown in every tab, and gone from every tab when it was seen in one", async () => {
  const shared = new SharedVault();
  const [one, other] = [shared.open(), shared.open()].map((it) =>
    new KeptAlarms(["room", "direct.0"], it)
  );
  one!.raise(falseList);
  other!.raise(ownSender);
  await until(() => one!.all.value.length === 2 && other!.all.value.length === 2);
  one!.dismiss();
  await until(() => other!.all.value.length === 0);
  assertEquals(one!.all.value, []);
});

Deno.test("an alarm that comes twice is shown once", async () => {
  const alarms = new KeptAlarms(["room", "direct.0"], new SharedVault().open());
  alarms.raise(falseList);
  alarms.raise({ ...falseList });
  await settled();
  assertEquals(alarms.all.value, [falseList]);
});

Deno.test("an alarm is that of one room", async () => {
  const vault = new SharedVault().open();
  new KeptAlarms(["room", "direct.0"], vault).raise(falseList);
  await settled();
  const other = new KeptAlarms(["room", "direct.1"], vault);
  await settled();
  assertEquals(other.all.value, []);
});

Deno.test("an alarm is shown also where nothing can be kept", async () => {
  const shared = new SharedVault();
  const vault = shared.open();
  const alarms = new KeptAlarms(["room", "direct.0"], vault);
  vault.isBroken = true;
  alarms.raise(falseList);
  await settled();
  vault.isBroken = false;
  alarms.raise(ownSender);
  await settled();
  assertEquals(alarms.all.value, [ownSender, falseList]);
});
