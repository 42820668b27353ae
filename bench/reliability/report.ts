import { renderTable } from "../report_page.ts";
import type { Outcome } from "./outcome.ts";
import type { Figure } from "./run.ts";

/** Faults that are shown; one cause often shows in thousands. */
const maxFaults = 20;

/** Shows outcomes as Markdown: which held, in a table, then a section for each. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  return [renderOverview(outcomes), ...outcomes.map(renderOutcome)].join("\n\n");
}

function renderOverview(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ key, title, faults, endedAt }) => {
    const held = faults.length === 0 ? "yes" : `${faults.length} faults`;
    return [`[${title}](#${anchorOf(title)})`, `\`${key}\``, dayOf(endedAt), held];
  });
  return renderTable(["run", "`--only`", "done", "all held"], rows);
}

function renderOutcome(outcome: Outcome): string {
  const { key, title, description, did, figures, faults, pictureAlt } = outcome;
  return [
    `### ${title}`,
    description,
    did,
    ...(pictureAlt === undefined ? [] : [renderPicture(key, pictureAlt)]),
    ...(figures.length > 0 ? [renderFigures(figures)] : []),
    ...(faults.length > 0 ? [renderFaults(faults)] : []),
    renderProvenance(outcome),
  ].join("\n\n");
}

function renderPicture(key: string, alt: string): string {
  return `![${alt}](images/${key}.svg)\n\nIt is drawn from [${key}.csv](images/${key}.csv).`;
}

function renderFigures(figures: readonly Figure[]): string {
  return renderTable(["figure", "measured"], figures.map((figure) => [figure.name, show(figure)]));
}

function show({ value, unit, decimals = 0 }: Figure): string {
  const number = value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return unit === undefined ? number : `${number} ${unit}`;
}

function renderFaults(faults: readonly string[]): string {
  const shown = faults.slice(0, maxFaults).map((fault) => `- ${fault}`);
  const rest = faults.length - shown.length;
  const more = rest > 0 ? [`- and ${rest} more`] : [];
  return ["**Not as it has to be:**", "", ...shown, ...more].join("\n");
}

function renderProvenance(outcome: Outcome): string {
  const { command, endedAt, machine, program, size, tookSeconds } = outcome;
  const short = size === "short" ? ", in short" : "";
  const seconds = Math.round(tookSeconds).toLocaleString("en");
  return `_\`${command}\`${short}, ${seconds} s, ${dayOf(endedAt)}; ${program}; ${machine}._`;
}

function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(" ", "-");
}
