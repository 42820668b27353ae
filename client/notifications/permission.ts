import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** What the reader answered, if they were asked. */
type Answer = "default" | "granted" | "denied";

/** Whether notifications can be shown: what was permitted, or why there is nothing to permit. */
export type Permission =
  | Answer
  /** The page came by plain http, to which browsers give no notifications. */
  | "insecure"
  /** An iPhone or iPad: only an app on the Home Screen has them. */
  | "install"
  | "unsupported";

/** What the browser says of itself; `globalThis` does. */
export interface PermissionScope {
  readonly isSecureContext: boolean;
  readonly Notification?: {
    readonly permission: Answer;
    requestPermission(): Promise<Answer>;
  };
  readonly navigator: {
    /** Of Apple's phones and tablets: whether this is an app on the Home Screen. */
    readonly standalone?: boolean;
    readonly permissions?: {
      query(what: { name: "notifications" }): Promise<EventTarget>;
    };
  };
}

/** Tells how it stands with the permission now. */
export function findPermission(scope: PermissionScope): Permission {
  if (!scope.isSecureContext) return "insecure";
  if (scope.Notification !== undefined) return scope.Notification.permission;
  return scope.navigator.standalone === false ? "install" : "unsupported";
}

/** The permission to show notifications, followed as it changes. */
export class PermissionWatch {
  readonly #scope: PermissionScope;
  readonly #permission;

  /** Begins to follow it. */
  constructor(scope: PermissionScope) {
    this.#scope = scope;
    this.#permission = signal(findPermission(scope));
    void this.#follow().catch(() => {
      // This browser tells of no changes; the next visit sees them.
    });
  }

  /** How it stands. */
  get current(): ReadonlySignal<Permission> {
    return this.#permission;
  }

  /** Has the browser ask the reader. Only upon a click, or browsers refuse by themselves. */
  async ask(): Promise<void> {
    await this.#scope.Notification?.requestPermission();
    this.#permission.value = findPermission(this.#scope);
  }

  async #follow(): Promise<void> {
    const status = await this.#scope.navigator.permissions?.query({ name: "notifications" });
    status?.addEventListener("change", () => this.#permission.value = findPermission(this.#scope));
  }
}
