import process from 'node:process';

/** A line for whoever looks at the program's output: codes and names of errors, never anything about a person. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A line for the script that started the program; nothing else goes to standard output. */
export function tellScript(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
