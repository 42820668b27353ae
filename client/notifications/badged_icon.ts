import type { Badge } from "./badge.ts";

/** The most that fits on an icon. */
const maxShown = 9;

/**
 * Draws a badge on an icon: the number, or a dot for news without one.
 *
 * @param svg The source of an icon of 32 by 32.
 * @returns A `data:` address.
 */
export function badgedIcon(svg: string, { count }: Badge): string {
  const badge = count === 0
    ? `<circle cx="25" cy="7" r="6" fill="#d03a2f" stroke="#fff" stroke-width="2"/>`
    : `<circle cx="21.5" cy="10.5" r="10.5" fill="#d03a2f"/>` +
      `<text x="21.5" y="15.75" fill="#fff" font-family="system-ui,sans-serif" ` +
      `font-size="15" font-weight="700" text-anchor="middle">${shown(count)}</text>`;
  return `data:image/svg+xml,${encodeURIComponent(svg.replace("</svg>", `${badge}</svg>`))}`;
}

function shown(count: number): string {
  return count > maxShown ? `${maxShown}+` : String(count);
}
