/** For people: stdout is kept for the one JSON line. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
