import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `tethered.ts SCRIPT ARG…` runs a script of ours that ends neatly on SIGTERM, and has it do so when stdin ends: on every
 * system, and also when whoever started it was killed.
 */
const [script = '', ...args] = process.argv.slice(2);
process.argv = [process.argv[0] ?? '', path.resolve(script), ...args];
process.stdin.on('error', () => process.emit('SIGTERM')).on('end', () => process.emit('SIGTERM'));
process.stdin.resume();
await import(pathToFileURL(path.resolve(script)).href);
