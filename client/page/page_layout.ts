import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Columns } from "../../lib/wire/columns_cookie.ts";

/** What may stand beside the room, or over it where there is no space. */
export type PanelName = "details" | "search" | "files" | "sealed";

/** Whether a panel takes the place of the details for a while. */
function standsInPlace(name: PanelName | undefined): boolean {
  return name !== undefined && name !== "details";
}

/** What may lie over the whole page. */
export type OverlayName = "rooms" | "switcher" | "create";

/** What a {@linkcode PageLayout} begins with. */
export interface PageLayoutParts {
  /** The columns that are wanted where there is space. */
  readonly columns: Columns;
  /** Whether there is space for the column of rooms. */
  readonly fitsRooms: ReadonlySignal<boolean>;
  /** Whether there is space for a panel beside the room. */
  readonly fitsPanel: ReadonlySignal<boolean>;
}

/** What stands around the room, and what of it is shown. */
export class PageLayout {
  /** Whether a panel has a column of its own; otherwise it lies over the page. */
  readonly hasPanelColumn: ReadonlySignal<boolean>;
  readonly #columns;
  readonly #laid = signal<OverlayName | undefined>(undefined);
  readonly #overlay;
  /** What was asked for, besides the column of details. */
  readonly #opened = signal<PanelName | undefined>(undefined);
  readonly #panel;
  readonly #isSidebarShown;
  readonly #fitsRooms: ReadonlySignal<boolean>;
  #isCalled = false;

  /** Shows the columns that are wanted and fit. */
  constructor({ columns, fitsRooms, fitsPanel }: PageLayoutParts) {
    this.hasPanelColumn = fitsPanel;
    this.#fitsRooms = fitsRooms;
    this.#columns = signal(columns);
    this.#isSidebarShown = computed(() => fitsRooms.value && this.#columns.value.rooms);
    this.#overlay = computed(() => {
      const laid = this.#laid.value;
      return laid === "rooms" && fitsRooms.value ? undefined : laid;
    });
    this.#panel = computed(() => {
      const opened = this.#opened.value;
      if (!fitsPanel.value || standsInPlace(opened)) return opened;
      return this.#columns.value.details ? "details" : undefined;
    });
  }

  /** The columns that are wanted where there is space. */
  get columns(): ReadonlySignal<Columns> {
    return this.#columns;
  }

  /** Whether one's rooms stand in a column. */
  get isSidebarShown(): ReadonlySignal<boolean> {
    return this.#isSidebarShown;
  }

  /** What stands beside the room, or lies over it. */
  get panel(): ReadonlySignal<PanelName | undefined> {
    return this.#panel;
  }

  /** What lies over the page. */
  get overlay(): ReadonlySignal<OverlayName | undefined> {
    return this.#overlay;
  }

  /** Shows or hides one's rooms, in their column where that fits. */
  toggleRooms(): void {
    if (!this.#fitsRooms.value) return this.toggle("rooms");
    this.#columns.value = { ...this.#columns.value, rooms: !this.#columns.value.rooms };
  }

  /** Lays something over the page, or takes it away. */
  toggle(name: OverlayName): void {
    this.#laid.value = this.#overlay.value === name ? undefined : name;
  }

  /** Takes away what lies over the page. */
  closeOverlay(): void {
    this.#laid.value = undefined;
  }

  /** Shows a panel, in place of another one. */
  openPanel(name: PanelName): void {
    this.#isCalled = true;
    batch(() => {
      const isColumn = name === "details" && this.hasPanelColumn.value;
      this.#opened.value = isColumn ? undefined : name;
      if (isColumn) this.#columns.value = { ...this.#columns.value, details: true };
    });
  }

  /** Whether a panel was opened since this was last asked: only then it takes the focus. */
  takeCall(): boolean {
    const isCalled = this.#isCalled;
    this.#isCalled = false;
    return isCalled;
  }

  /** Hides the panel; details stay where something else was opened in their place. */
  closePanel(): void {
    // The button that opened them went when they came, so the focus is for what comes back.
    const isFromDetails = this.#opened.value === "files" || this.#opened.value === "sealed";
    this.#isCalled = isFromDetails && this.hasPanelColumn.value;
    batch(() => {
      if (!standsInPlace(this.#opened.value) && this.hasPanelColumn.value) {
        this.#columns.value = { ...this.#columns.value, details: false };
      }
      this.#opened.value = undefined;
    });
  }

  /** Shows a panel, or hides it. */
  togglePanel(name: PanelName): void {
    if (this.panel.value === name) this.closePanel();
    else this.openPanel(name);
  }

  /** Another room is shown: what was about the last one goes. */
  roomChanged(): void {
    batch(() => {
      this.#laid.value = undefined;
      this.#opened.value = undefined;
    });
  }
}
