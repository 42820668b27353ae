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

/** How many there are besides those that were named. */
export function otherPeople(count: number): string {
  return counted(count, {
    zero: "لا أحد غيرهم",
    one: "شخص آخر",
    two: "شخصان آخران",
    few: "# أشخاص آخرين",
    many: "# شخصًا آخر",
    other: "# شخص آخر",
  });
}
