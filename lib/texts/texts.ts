/** What every language of the interface has to say; `en.ts` says which texts there are. */
import type { en } from "./en.ts";
import type { files } from "./en_files.ts";
import type { late } from "./en_late.ts";
import type { pages } from "./en_pages.ts";
import type { programs } from "./en_programs.ts";
import type { sealed } from "./en_sealed.ts";
import type { push } from "./en_push.ts";
import type { sending } from "./en_sending.ts";

/** The same texts with other words. */
type Worded<T> = T extends string ? string
  : T extends (...args: infer Args) => string ? (...args: Args) => string
  : { readonly [Key in keyof T]: Worded<T[Key]> };

/** A whole catalogue, as the browser's side has it. */
export type Texts = Worded<typeof en>;

/** What is said by parts of the page that load late. */
export type LateTexts = Worded<typeof late>;

/** What only the server says: the words of its pages that no script ever writes. */
export type PageTexts = Worded<typeof pages>;

/** What the dialog about bots and webhooks says. */
export type ProgramTexts = Worded<typeof programs>;

/** What is said about files that were sent, but for what the log and its news say at once. */
export type FileTexts = Worded<typeof files>;

/** What is said while files are attached and sent. */
export type SendingTexts = Worded<typeof sending>;

/** What is said about sealed messages. */
export type SealedTexts = Worded<typeof sealed>;

/** What the service worker says in notifications. */
export type PushTexts = Worded<typeof push>;
