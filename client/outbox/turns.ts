/** How the tabs of a browser agree on which of them does something. */

/** What becomes of a place in the line. */
export interface TurnListener {
  /** It is one's turn, until {@linkcode Turn.release} or `lost`. */
  granted(): void;
  /** Another tab has taken it by force; there is nothing left to release. */
  lost(): void;
}

/** A place in the line, or the turn itself. */
export interface Turn {
  /** Gives it up; nothing is heard of it any more. */
  release(): void;
  /** Takes the turn from a tab that has gone to sleep with it. */
  insist(): void;
}

/** Gives turns: of those who ask for the same name, one has it at a time. */
export interface Turns {
  /** Gets in line; never calls the listener before it returns. */
  take(name: string, listener: TurnListener): Turn;
}
