/** One entry of the main menu (HW-UI-08). */
export interface MenuEntry {
  readonly routeName: string;
  readonly labelKey: string;
  readonly icon: string;
  /** null while unknown. */
  readonly count: number | null;
}
