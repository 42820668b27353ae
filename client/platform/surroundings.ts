/** What the browser knows of the network and of the reader's eyes. */
export interface Surroundings {
  /** Whether the browser believes to have a network; it may be wrong. */
  isOnline(): boolean;
  /**
   * Tells of changes.
   *
   * @returns A function that stops it.
   */
  watch(changed: (change: "online" | "offline" | "visible") => void): () => void;
}
