/** What every language of the interface has to say; `en.ts` says which texts there are. */
import type { en } from "./en.ts";

/** The same texts with other words. */
type Worded<T> = T extends string ? string
  : T extends (...args: infer Args) => string ? (...args: Args) => string
  : { readonly [Key in keyof T]: Worded<T[Key]> };

/** A whole catalogue. */
export type Texts = Worded<typeof en>;
