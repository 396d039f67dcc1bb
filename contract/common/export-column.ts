/** A column of a file that the user keeps. Its values are in the rows, under `key`; null is an empty cell. */
export interface ExportColumn<Key extends string = string> {
  readonly key: Key;
  /** Dutch: the file is read by people who never see the program. */
  readonly header: string;
  /** Dates are `YYYY-MM-DD`. */
  readonly type: 'text' | 'number' | 'date';
  /** In characters, for a spreadsheet. */
  readonly width: number;
}
