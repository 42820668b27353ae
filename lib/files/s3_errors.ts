/** Options of {@linkcode S3Error}. */
export interface S3ErrorOptions extends ErrorOptions {
  /** Status of the answer; `undefined` when there was none. */
  status?: number;
}

/** An object storage did not do what it was asked for. It holds no secrets. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly status: number | undefined;

  /** @param reason A word of the storage's own, such as `SlowDown`, or what is known of the network. */
  constructor(readonly reason: string, { status, ...options }: S3ErrorOptions = {}) {
    super(`The object storage answers ${status ?? "nothing"}: ${reason}`, options);
    this.status = status;
  }

  /** Whether the same may work a moment later. */
  get isPassing(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

const key = "it refuses the key; mend the key's id, its secret or its rights";

/** @see {@link https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html | Error responses} */
const causes: Readonly<Record<string, string>> = {
  NoSuchBucket: "there is no such bucket; make it",
  NoSuchUpload: "somebody removes what is uploaded; look at the bucket's rules",
  RequestTimeTooSkewed: "its clock and this machine's differ; set them right",
  AuthorizationHeaderMalformed: "the region is wrong",
  PermanentRedirect: "the region or the address is wrong",
};

/** Whether an object is not there, but its bucket is. */
export function isNoSuchKey(error: unknown): error is S3Error {
  if (!(error instanceof S3Error) || error.status !== 404) return false;
  // An answer to HEAD names no reason.
  return error.reason === "NoSuchKey" || error.reason === "Unknown";
}

/**
 * Says why an object storage could not do something, and how to mend it where that is known;
 * `undefined` for everything else. The words are the same for every object, so that each cause is
 * told once.
 */
export function explainS3(error: unknown): string | undefined {
  if (!(error instanceof S3Error)) return undefined;
  const { status, reason } = error;
  if (status === undefined) return `it cannot be reached (${reason})`;
  return `${causes[reason] ?? causeOf(status)} (${status} ${reason})`;
}

function causeOf(status: number): string {
  if (status === 401 || status === 403) return key;
  if (status >= 300 && status < 400) return "the region or the address is wrong";
  if (status === 404) return "there is nothing of the kind; look at its address";
  return status >= 500 || status === 429 ? "it is overloaded or broken" : "it refuses the request";
}
