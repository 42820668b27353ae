import { assertEquals } from "@std/assert";
import { findPermission, PermissionWatch } from "../../../client/notifications/permission.ts";
import type { PermissionScope } from "../../../client/notifications/permission.ts";

type Answer = "default" | "granted" | "denied";

/** A browser in which nothing was answered yet, as `fields` say. */
function browser(fields: Partial<PermissionScope> = {}): PermissionScope {
  return { isSecureContext: true, navigator: {}, Notification: asking("default"), ...fields };
}

function asking(permission: Answer): NonNullable<PermissionScope["Notification"]> {
  return { permission, requestPermission: () => Promise.resolve(permission) };
}

Deno.test("findPermission() is what the reader answered", () => {
  for (const answer of ["default", "granted", "denied"] as const) {
    assertEquals(findPermission(browser({ Notification: asking(answer) })), answer);
  }
});

Deno.test("findPermission() says why there is nothing to permit", () => {
  const { Notification: _, ...without } = browser();
  assertEquals(findPermission(browser({ isSecureContext: false })), "insecure");
  assertEquals(findPermission(without), "unsupported");
  assertEquals(findPermission({ ...without, navigator: { standalone: false } }), "install");
});

Deno.test("PermissionWatch.ask() has the browser ask, and shows what was answered", async () => {
  const notification = { permission: "default" as Answer, requestPermission };
  function requestPermission(): Promise<Answer> {
    notification.permission = "granted";
    return Promise.resolve("granted");
  }
  const watch = new PermissionWatch(browser({ Notification: notification }));
  assertEquals(watch.current.value, "default");
  await watch.ask();
  assertEquals(watch.current.value, "granted");
});

Deno.test("PermissionWatch follows what is changed in the browser's settings", async () => {
  const status = new EventTarget();
  const notification = { ...asking("granted"), permission: "granted" as Answer };
  const permissions = { query: () => Promise.resolve(status) };
  const scope = browser({ Notification: notification, navigator: { permissions } });
  const watch = new PermissionWatch(scope);
  await Promise.resolve();
  notification.permission = "denied";
  status.dispatchEvent(new Event("change"));
  assertEquals(watch.current.value, "denied");
});
