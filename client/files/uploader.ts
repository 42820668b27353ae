/** What brings a file to the server, one attempt at a time. */

/** A file as the server describes it once it has all of it. */
export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A media type, found out from the content. */
  readonly type: string;
  /** As it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** What is to be brought where. */
export interface Shipment {
  readonly room: string;
  readonly content: Blob;
  /** What the server is told of it: `filename`, and more where it is known. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One file on its way, or there. */
export interface Transfer {
  /** Where the server tells of it, once it knows of it. */
  readonly path: string | undefined;
  /**
   * Begins, or goes on from what the server has. One run at a time.
   *
   * @param progressed Called with the bytes that have left so far, in this run and before.
   * @throws {Refusal} when the server will not have it; any other error is worth another run.
   */
  run(progressed: (bytes: number) => void): Promise<UploadedFile>;
  /** Ends a run, which rejects; another one may follow. */
  stop(): void;
  /** Ends it for good, and has the server forget what it has of it, as far as it can be reached. */
  abandon(): void;
}

/** Brings files to the server. Nothing leaves before a transfer is run. */
export interface Uploader {
  /** A transfer of something that the server does not have. */
  send(shipment: Shipment): Transfer;
  /** A transfer of what was brought there earlier: a run only looks whether it still is there. */
  find(path: string): Transfer;
}
