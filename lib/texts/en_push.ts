/** The words of notifications that the service worker shows: it has no page, and no other words. */

/** Every text that no message brings along. */
export const push = {
  sealed: "A sealed message",
};
