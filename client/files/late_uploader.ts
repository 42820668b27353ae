import type { Transfer, UploadedFile, Uploader } from "./uploader.ts";

/** An uploader whose script is loaded when a file is first to leave. */
export class LateUploader implements Uploader {
  readonly #load: () => Promise<Uploader>;

  /** @param load Gets the uploader; called again when it failed and is needed once more. */
  constructor(load: () => Promise<Uploader>) {
    this.#load = load;
  }

  /** See {@linkcode Uploader.send}. */
  send(shipment: Parameters<Uploader["send"]>[0]): Transfer {
    return new LateTransfer(async () => (await this.#load()).send(shipment));
  }

  /** See {@linkcode Uploader.find}. */
  find(path: string): Transfer {
    return new LateTransfer(async () => (await this.#load()).find(path));
  }
}

class LateTransfer implements Transfer {
  readonly #load: () => Promise<Transfer>;
  #transfer: Transfer | undefined;
  #stopLoading: () => void = () => {};

  constructor(load: () => Promise<Transfer>) {
    this.#load = load;
  }

  get path(): string | undefined {
    return this.#transfer?.path;
  }

  async run(progressed: (bytes: number) => void): Promise<UploadedFile> {
    this.#transfer ??= await this.#loaded();
    return await this.#transfer.run(progressed);
  }

  #loaded(): Promise<Transfer> {
    const stopped = new Promise<never>((_, reject) => {
      this.#stopLoading = () => reject(new Error("The upload was stopped"));
    });
    return Promise.race([this.#load(), stopped]);
  }

  stop(): void {
    this.#stopLoading();
    this.#transfer?.stop();
  }

  abandon(): void {
    this.#stopLoading();
    this.#transfer?.abandon();
  }
}
