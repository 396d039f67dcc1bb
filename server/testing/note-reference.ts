import type { NoteScope } from '@hallowerk/contract/candidates/note.ts';
import type { Field, NoteState } from '../candidates/note-rules.ts';

/** What one device did to a note without knowing of the others. `at`: effective time. */
export type Step =
  | { readonly do: 'text'; readonly at: Date; readonly value: string }
  | { readonly do: 'scope'; readonly at: Date; readonly value: NoteScope }
  | { readonly do: 'delete'; readonly at: Date };

/** Device id → its steps in the order of its user. */
export type Work = Readonly<Record<string, readonly Step[]>>;

/** One order of arrival: devices in turn as chance has it, each in its own order. */
export function interleavings(work: Work, choices: Iterator<number>): (readonly [string, Step])[] {
  const queues = Object.entries(work).map(([device, steps]) => ({ device, steps: [...steps] }));
  const order: (readonly [string, Step])[] = [];
  for (;;) {
    const waiting = queues.filter(({ steps }) => steps.length > 0);
    const queue = waiting[Number(choices.next().value) % Math.max(1, waiting.length)];
    const step = queue?.steps.shift();
    if (queue === undefined || step === undefined) return order;
    order.push([queue.device, step]);
  }
}

/**
 * The rule of a note as one definition, to compare the rules with: each field is the largest of its edits by (time,
 * device, order on that device), and the note is live when the larger field is larger than the largest deletion.
 */
export function reference(
  start: NoteState,
  work: Work,
): { text: Field<string>; scope: Field<NoteScope>; live: boolean } {
  const edits = Object.entries(work).flatMap(([device, steps]) =>
    steps.map((step, order) => ({ device, order, step })),
  );
  const begin = { at: start.text.at, device: start.text.device, order: -1 };
  const texts = [{ ...begin, value: start.text.value }];
  const scopes = [{ ...begin, value: start.scope.value }];
  const deletions: Rank[] = [];
  for (const { device, order, step } of edits) {
    const rank = { at: step.at, device, order };
    if (step.do === 'text') texts.push({ ...rank, value: step.value });
    else if (step.do === 'scope') scopes.push({ ...rank, value: step.value });
    else deletions.push(rank);
  }
  const text = texts.reduce(larger);
  const scope = scopes.reduce(larger);
  const newest = larger<Rank>(text, scope);
  const live = deletions.every((deletion) => larger(newest, deletion) === newest);
  return { text: field(text), scope: field(scope), live };
}

interface Rank {
  readonly at: Date;
  readonly device: string;
  readonly order: number;
}

function larger<T extends Rank>(one: T, other: T): T {
  const difference =
    one.at.getTime() - other.at.getTime() || compare(one.device, other.device) || one.order - other.order;
  return difference > 0 ? one : other;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function field<T>({ value, at, device }: Rank & { readonly value: T }): Field<T> {
  return { value, at, device };
}
