/** The words of one thing counted, by the plural forms of a language; `#` stands for the number. */
export type Forms =
  & { readonly [Rule in Intl.LDMLPluralRule]?: string }
  & { readonly other: string };

/** How a language writes numbers, and counts. */
export interface Counts {
  /** A number in its digits. */
  number(value: number): string;
  /** So many of something; a form that is left out is said as `other`. */
  counted(count: number, forms: Forms): string;
}

/** Numbers as a locale has them. */
export function countsIn(locale: string): Counts {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  return {
    number: (value) => numbers.format(value),
    counted(count, forms) {
      const form = forms[plurals.select(count)] ?? forms.other;
      return form.replaceAll("#", () => numbers.format(count));
    },
  };
}
