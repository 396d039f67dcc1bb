/**
 * What a run of so many histories must have exercised at least. Far below what is usual, so that chance never fails a
 * run, and above zero, so that a change of the model that stops something from happening does.
 */
export const HISTORIES_OF_FLOORS = 60;
export const FLOORS: Readonly<Record<string, number>> = {
  'command:server': 400,
  'command:sync': 600,
  'complete-round': 250,
  'fault:drop-request': 8,
  'fault:drop-push-answer': 3,
  'fault:drop-pull-answer': 8,
  'fault:push-twice': 3,
  'fault:late-push': 8,
  'fault:stale-answer': 8,
  'fault:version-skew': 8,
  'fault:page-twice': 8,
  'fault:cancel': 8,
  'fault:crash:saved': 8,
  'fault:crash:answer-received': 3,
  'fault:crash:results-stored': 3,
  'fault:crash:page-received': 8,
  'fault:crash:slice': 8,
  'fault:crash:page-committed': 8,
  'fault:crash:acks-moved': 2,
  'fault:crash:replay': 3,
  'mutation:favourite.set': 40,
  'mutation:note.create': 40,
  'mutation:note.edit': 10,
  'mutation:note.delete': 5,
  'mutation:settings.set': 40,
  'outcome:ok': 80,
  'outcome:noop': 10,
  'outcome:rejected': 20,
  'outcome:parked': 3,
  'reset:gained': 300,
  'reset:epoch': 100,
  'reset:pruned': 10,
  'scope-lost': 30,
  'server-restore': 5,
  'new-epoch': 10,
  'image-restored': 4,
  'clock-jump': 10,
  'checked-gone': 200,
  clone: 1,
  pruned: 10,
  rebuild: 8,
};

/** Floors for a shorter run: only what happens often enough to be sure of it. */
export function floorsFor(histories: number): Readonly<Record<string, number>> {
  const share = histories / HISTORIES_OF_FLOORS;
  if (share >= 1) return FLOORS;
  return Object.fromEntries(
    Object.entries(FLOORS)
      .filter(([, floor]) => floor * share >= 8)
      .map(([event, floor]) => [event, Math.floor(floor * share)]),
  );
}
