/** One entry of the main menu (HW-UI-08). */
export interface MenuEntry {
  readonly routeName: string;
  readonly labelKey: string;
  readonly icon: string;
  /** null while unknown. */
  readonly count: number | null;
}

/** Entries under a heading of their own (HW-VAC-07); the heading leads nowhere. */
export interface MenuGroup {
  readonly labelKey: string;
  readonly entries: readonly MenuEntry[];
}

export type MenuItem = MenuEntry | MenuGroup;
