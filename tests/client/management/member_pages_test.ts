import { assertEquals } from "@std/assert";
import { MemberPages } from "../../../client/management/member_pages.ts";
import { ada, bob } from "../timeline/wire_samples.ts";

Deno.test("MemberPages loads page after page, from the first that the socket did not name", async () => {
  const asked: string[] = [];
  const answers = [{ members: [ada], next: "400" }, { members: [bob] }];
  const pages = new MemberPages("tea", (path) => {
    asked.push(path);
    return Promise.resolve(answers[asked.length - 1]);
  });
  await pages.load();
  assertEquals(pages.state.value, { people: [ada], status: "idle" });
  await pages.load();
  await pages.load();
  assertEquals(pages.state.value, { people: [ada, bob], status: "complete" });
  assertEquals(asked, ["/api/rooms/tea/members?cursor=200", "/api/rooms/tea/members?cursor=400"]);
});

Deno.test("MemberPages says when a page failed, and tries again when told to", async () => {
  let isDown = true;
  const pages = new MemberPages(
    "tea",
    () => isDown ? Promise.reject(new Error("no")) : Promise.resolve({ members: [ada] }),
  );
  await pages.load();
  assertEquals(pages.state.value.status, "failed");
  isDown = false;
  await pages.load();
  assertEquals(pages.state.value, { people: [ada], status: "complete" });
});
