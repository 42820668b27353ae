import { assertEquals } from "@std/assert";
import { readSetting, Settings } from "../../../client/platform/settings.ts";
import { FakeStorage, forbiddenStorage } from "./fake_storage.ts";

Deno.test("Settings begin with their defaults", () => {
  const settings = new Settings(new FakeStorage());
  assertEquals(settings.of("theme").value, "system");
  assertEquals(settings.of("notifications").value, "on");
  assertEquals(settings.of("push").value, "off");
  assertEquals(settings.of("letterKeys").value, "on");
  assertEquals(settings.of("removeLocation").value, "on");
});

Deno.test("Settings.choose() is there at the next visit, under a key of Parley's own", () => {
  const storage = new FakeStorage();
  new Settings(storage).choose("theme", "dark");
  assertEquals([...storage.items], [["parley.theme", "dark"]]);
  assertEquals(new Settings(storage).of("theme").value, "dark");
});

Deno.test("Settings take a value that they do not know for the default", () => {
  const storage = new FakeStorage();
  storage.setItem("parley.theme", "<script>");
  assertEquals(new Settings(storage).of("theme").value, "system");
  assertEquals(readSetting(storage, "theme"), "system");
});

Deno.test("Settings follow another page once they are told which key changed", () => {
  const storage = new FakeStorage();
  const settings = new Settings(storage);
  new Settings(storage).choose("theme", "light");
  settings.changedElsewhere("parley.push");
  assertEquals(settings.of("theme").value, "system");
  settings.changedElsewhere("parley.theme");
  assertEquals(settings.of("theme").value, "light");
});

Deno.test("Settings are the defaults again when another page cleared all", () => {
  const storage = new FakeStorage();
  const settings = new Settings(storage);
  settings.choose("letterKeys", "off");
  storage.items.clear();
  settings.changedElsewhere(null);
  assertEquals(settings.of("letterKeys").value, "on");
});

Deno.test("Settings hold for this page where a browser forbids to store them", () => {
  const settings = new Settings(forbiddenStorage);
  assertEquals(settings.of("theme").value, "system");
  settings.choose("theme", "dark");
  assertEquals(settings.of("theme").value, "dark");
});
