import { countsIn } from "./counts.ts";

const { counted } = countsIn("ar-u-nu-latn");

/** So many people, in Arabic. */
export function people(count: number): string {
  return counted(count, {
    zero: "لا أحد",
    one: "شخص واحد",
    two: "شخصان",
    few: "# أشخاص",
    many: "# شخصًا",
    other: "# شخص",
  });
}
