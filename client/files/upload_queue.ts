import type { Upload } from "./upload.ts";

/** Uploads that are under way at the same time; more would only share the same line. */
const maxRunning = 2;

/** The uploads of a page, of all its rooms: two are under way at a time, in the order they came. */
export class UploadQueue {
  readonly #waiting: Upload[] = [];
  #running = 0;

  /** Sends a file when its turn comes; once more, when it failed. */
  add(upload: Upload): void {
    upload.reset();
    this.#waiting.push(upload);
    this.#next();
  }

  /** Takes a file out, wherever it is. */
  cancel(upload: Upload): void {
    const index = this.#waiting.indexOf(upload);
    if (index >= 0) this.#waiting.splice(index, 1);
    upload.cancel();
  }

  #next(): void {
    while (this.#running < maxRunning) {
      const upload = this.#waiting.shift();
      if (upload === undefined) return;
      this.#running++;
      void upload.run().then(() => {
        this.#running--;
        this.#next();
      });
    }
  }
}
