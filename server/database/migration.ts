/** One step of the schema. The text holds no question mark: Knex would take it for a binding. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
