/** Ends an exhaustive switch: a new member of a union fails to compile here instead of being forgotten at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
