import type { Program } from "../../tests/support/program.ts";

/** How much of it: `short` within seconds, as the tests do it; `full` for the page. */
export type Size = "short" | "full";

/** One scripted run: something is done to a server, and something has to hold all the while. */
export interface Run {
  /** What it is called on the command line and in the results: lower-case words, dashes between. */
  readonly key: string;
  /** Its heading on the page. */
  readonly title: string;
  /** What is done to the server, in a sentence or two with all numbers. */
  describe(size: Size): string;
  /**
   * Does it, to servers that it starts itself and ends again.
   *
   * @throws when it could not be done; what the server did wrong is in the report.
   */
  perform(setting: Setting): Promise<Report>;
}

/** With what a {@linkcode Run} is done. */
export interface Setting {
  readonly program: Program;
  readonly size: Size;
  /** Whatever is drawn by chance is drawn from it. */
  readonly seed: number;
  /** An empty folder, for data. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Says how far it is, a few words. */
  tell(progress: string): void;
}

/** How a {@linkcode Run} went. */
export interface Report {
  /** What the server did, in a sentence or two. */
  readonly did: string;
  /** What was measured, in the order of the page. */
  readonly figures: readonly Figure[];
  /** Everything that was not as it has to be, a line each; none when all held. */
  readonly faults: readonly string[];
  /** What was seen over time, where that is to be seen on the page. */
  readonly picture?: Picture;
}

/** Something drawn, for those who see it and for those who do not. */
export interface Picture {
  readonly svg: string;
  /** What it shows, in a sentence. */
  readonly alt: string;
  /** What it is drawn from. */
  readonly csv: string;
}

/** Something measured. */
export interface Figure {
  /** Such as `memory at the most`. */
  readonly name: string;
  readonly value: number;
  /** Such as `MB`, `ms`, `KB each`; nothing for a count. */
  readonly unit?: string;
  /** Digits after the point on the page; none unless given. */
  readonly decimals?: number;
}
