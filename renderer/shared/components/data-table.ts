/** A column of `DataTable`. What stands in it comes from the slot `cell-<key>`. */
export interface TableColumn<Key extends string = string> {
  readonly key: Key;
  /** Heading, in the language of the screen. */
  readonly label: string;
  /** The heading is for who hears the table only: a column of buttons. */
  readonly labelHidden?: boolean;
  /** What a short heading means, for who points at it. */
  readonly help?: string;
  readonly sortable?: boolean;
  /** The first click sorts from high to low, as for dates and numbers. */
  readonly highFirst?: boolean;
  /** Any CSS width; columns without one share what is left. */
  readonly width?: string;
  /** Numbers: to the right, in figures of one width. */
  readonly numeric?: boolean;
  /** Names the row. Without one the first column does. */
  readonly rowHeader?: boolean;
  /** Only on wide windows (from 1400 px). */
  readonly wide?: boolean;
  /** Its content fills the cell up to the edges. */
  readonly bare?: boolean;
  /** Where it stands when rows are cards (below 900 px): on a line behind its heading unless told otherwise. */
  readonly card?: 'corner' | 'plain' | 'hidden';
}

export interface TableSort<Key extends string = string> {
  readonly column: Key;
  readonly descending: boolean;
}

/** How the table is sorted after a click on a heading: another column from its first side, the same one turned round. */
export function sortAfterClick<Key extends string>(
  sort: TableSort<Key> | null,
  column: Pick<TableColumn<Key>, 'key' | 'highFirst'>,
): TableSort<Key> {
  const descending = sort?.column === column.key ? !sort.descending : (column.highFirst ?? false);
  return { column: column.key, descending };
}
