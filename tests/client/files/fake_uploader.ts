import { Refusal } from "../../../client/platform/refusal.ts";
import type { Shipment, Transfer, UploadedFile, Uploader } from "../../../client/files/uploader.ts";

/** One transfer, whose fate the test decides. */
export class FakeTransfer implements Transfer {
  path: string | undefined;
  isAbandoned = false;
  /** How often it was run. */
  runs = 0;
  readonly shipment: Shipment | undefined;
  #progressed: (bytes: number) => void = () => {};
  #run = Promise.withResolvers<UploadedFile>();

  constructor(shipment?: Shipment, path?: string) {
    this.shipment = shipment;
    this.path = path;
  }

  get name(): string {
    return this.shipment?.metadata.filename ?? "";
  }

  run(progressed: (bytes: number) => void): Promise<UploadedFile> {
    this.runs++;
    this.#progressed = progressed;
    this.#run = Promise.withResolvers();
    return this.#run.promise;
  }

  stop(): void {
    this.#run.reject(new Error("stopped"));
  }

  abandon(): void {
    this.isAbandoned = true;
    this.stop();
  }

  /** So many bytes have left. */
  async progress(bytes: number): Promise<void> {
    this.#progressed(bytes);
    await settled();
  }

  /** The server has all of it. */
  async finish(id: string): Promise<void> {
    this.path = `/api/rooms/tea/files/${id}`;
    const { name, shipment } = this;
    const size = shipment?.content.size ?? 0;
    this.#run.resolve({ id, name, size, type: shipment?.content.type ?? "" });
    await settled();
  }

  /** The network is cut. */
  async cut(): Promise<void> {
    this.#run.reject(new Error("cut"));
    await settled();
  }

  /** The server will not have it. */
  async refuse(code: string): Promise<void> {
    this.#run.reject(new Refusal(code, "Cannot"));
    await settled();
  }
}

/** Takes transfers in, and does nothing with them by itself. */
export class FakeUploader implements Uploader {
  readonly transfers: FakeTransfer[] = [];

  send(shipment: Shipment): FakeTransfer {
    return this.#add(new FakeTransfer(shipment));
  }

  find(path: string): FakeTransfer {
    return this.#add(new FakeTransfer(undefined, path));
  }

  /** The newest transfer. */
  get last(): FakeTransfer {
    return this.transfers.at(-1)!;
  }

  #add(transfer: FakeTransfer): FakeTransfer {
    this.transfers.push(transfer);
    return transfer;
  }
}

/** Resolves once everything that was begun is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
