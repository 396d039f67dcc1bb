import { TRANSPORT_MEANS } from '../candidates/candidate-codes.ts';
import type { TransportEntry } from './vum-message.ts';

/** Cuts a text to what our field holds, on a whole character; the stored message keeps all of it. */
export function clip(text: string | undefined, max: number): string {
  if (text === undefined || text.length <= max) return text ?? '';
  const kept = text.slice(0, max - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

export function unique<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** Finds the code of a list for the same code written as a number. */
export function codeOf<C extends string>(codes: readonly C[], value: number | undefined): C | undefined {
  return codes.find((code) => code === String(value));
}

/** A means of transport counts unless the message says of both its uses that it is not available. */
export function transportCodes(entries: readonly TransportEntry[] | undefined): TransportCode[] {
  const available = (entries ?? []).filter(
    (entry) =>
      entry.indicatieBeschikbaarVoorUitvoeringWerk !== 2 || entry.indicatieBeschikbaarVoorWoonWerkverkeer !== 2,
  );
  return unique(available.map((entry) => codeOf(TRANSPORT_MEANS.codes, entry.codeVervoermiddel)));
}
type TransportCode = (typeof TRANSPORT_MEANS.codes)[number];
