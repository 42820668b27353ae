/** Sizes of files in words, in the language of the page. */
import { inPageLocale } from "./locale.ts";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

const formats = units.map((unit) =>
  inPageLocale((locale) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: unit === "byte" ? "long" : "short",
      maximumSignificantDigits: 3,
    })
  )
);

/** How large a file is, with the unit that makes it short: 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  let power = 0;
  // What would be rounded to 1,000 of a unit is 1 of the next.
  while (power < units.length - 1 && bytes / 1_000 ** power >= 999.5) power++;
  return formats[power]!().format(bytes / 1_000 ** power);
}
