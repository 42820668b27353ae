/** The part of a service worker's world that is used here; the DOM's types do not have it. */

import type { NotificationClick, PushArrival, PushScope } from "../notifications/push_events.ts";

/** An event that the worker is kept alive for. */
export interface ExtendableEvent extends Event {
  /** Keeps the worker alive until this settles. */
  waitUntil(work: Promise<unknown>): void;
}

/** A page asks for something. */
export interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  /** Answers in place of the network; has to be called at once. */
  respondWith(response: Promise<Response>): void;
}

/** What the server writes in front of the worker's script. */
export interface Shell {
  /** Changes with any of what follows, and with what is in the pages. */
  readonly version: string;
  /** Address of the page that is shown for any room. */
  readonly room: string;
  /** Address of the page that is shown in place of the start page. */
  readonly home: string;
  /** Addresses of everything that these two need; each changes with its content. */
  readonly files: readonly string[];
}

interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: ExtendableEvent & Pick<MessageEvent, "data" | "ports">;
  push: PushArrival;
  notificationclick: NotificationClick;
  pushsubscriptionchange: ExtendableEvent;
}

/** The worker's global object. */
export interface WorkerScope extends PushScope {
  readonly shell: Shell;
  readonly location: Location;
  readonly registration: PushScope["registration"] & ServiceWorkerRegistration;
  readonly clients: PushScope["clients"] & {
    matchAll(options: { type: "window" }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Type extends keyof WorkerEvents>(
    type: Type,
    listener: (event: WorkerEvents[Type]) => void,
  ): void;
}
