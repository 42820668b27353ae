/** Sizes of files in words, in the language of the page. */
import { inPageLocale } from "../i18n/locale.ts";

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

/** The size of at most three digits that is not larger than this one, for bounds. */
export function roundSize(bytes: number): number {
  if (bytes < 1_000) return Math.max(0, bytes);
  const step = 10 ** (Math.floor(Math.log10(bytes)) - 2);
  return Math.floor(bytes / step) * step;
}

/** How large a file is, with the unit that makes it short: 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  let power = 0;
  // What would be rounded to 1,000 of a unit is 1 of the next.
  while (power < units.length - 1 && bytes / 1_000 ** power >= 999.5) power++;
  return formats[power]!().format(bytes / 1_000 ** power);
}
