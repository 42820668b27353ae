/** How a file is opened that is not yet. */
export interface Opening {
  /** In bytes. */
  readonly size: number;
  /** Called with the share that has come, 0 to 1. */
  progressed(share: number): void;
  open(progressed: (share: number) => void): Promise<Blob>;
}

interface Opened {
  readonly size: number;
  readonly file: Promise<Blob>;
  isThere: boolean;
  readonly listeners: Set<(share: number) => void>;
}

/** Keeps the files that were opened last, as many as there is space for; opens none twice at once. */
export class OpenedFiles {
  readonly #maxBytes: number;
  /** By name, the one asked for last behind the others. */
  readonly #files = new Map<string, Opened>();

  /** @param maxBytes Of all that are kept together; a larger one is not kept at all. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Gives a file; opens it where it is not kept, or where that failed before.
   *
   * @param name Tells it from all others.
   */
  get(name: string, { size, progressed, open }: Opening): Promise<Blob> {
    const opened = this.#files.get(name) ?? this.#begin(name, size, open);
    opened.listeners.add(progressed);
    this.#files.delete(name);
    this.#files.set(name, opened);
    return opened.file;
  }

  #begin(name: string, size: number, open: Opening["open"]): Opened {
    const listeners = new Set<(share: number) => void>();
    const file = open((share) => listeners.forEach((listener) => listener(share)));
    const opened: Opened = { size, file, isThere: false, listeners };
    void file.then(
      () => {
        opened.isThere = true;
        this.#shrink();
      },
      () => this.#files.delete(name),
    ).finally(() => listeners.clear());
    return opened;
  }

  /** Lets go of those that were asked for longest ago. */
  #shrink(): void {
    const there = [...this.#files].filter(([, { isThere }]) => isThere);
    let bytes = there.reduce((sum, [, { size }]) => sum + size, 0);
    for (const [name, { size }] of there) {
      if (bytes <= this.#maxBytes) return;
      this.#files.delete(name);
      bytes -= size;
    }
  }
}
