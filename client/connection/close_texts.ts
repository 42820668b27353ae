import { late } from "../i18n/late_texts.ts";

/** Why a connection ended for good, and what to do about it. */
export interface Ending {
  /** What happened, in a few words. */
  readonly heading: string;
  /** Why, and what is lost or not. */
  readonly detail: string;
  /** The one way on: its words, and where it leads. */
  readonly action: string;
  readonly to: "reload" | "home";
}

/** Words for a close code, or for the HTTP status of a refused handshake. */
export function ending(code: number): Ending {
  const { session, removed, gone, tooMany, other } = late().endings;
  switch (code) {
    case 401:
    case 4500:
      return { ...session, to: "reload" };
    case 403:
    case 4501:
      return { ...removed, to: "home" };
    case 404:
    case 4502:
      return { ...gone, to: "home" };
    case 4503:
      return { ...tooMany, to: "reload" };
    default:
      return { ...other, to: "reload" };
  }
}
