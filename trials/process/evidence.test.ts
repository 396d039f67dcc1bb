import { expect, it } from 'vitest';
import { judge, mutationsOf, type ServerFacts } from './evidence.ts';
import { Ledger } from './workload.ts';

const facts = (more: Partial<ServerFacts> = {}): ServerFacts => ({
  notes: [{ id: 'n1', text: 'nieuw', deleted: false }],
  favourites: [{ candidateId: 'c1', userId: 'u1', on: true }],
  mutations: [
    { deviceId: 'd1', status: 'ok', count: 3 },
    { deviceId: 'd1', status: 'rejected', count: 2 },
    { deviceId: 'd2', status: 'ok', count: 9 },
  ],
  conflicts: 0,
  mismatches: 0,
  auditsClean: true,
  ...more,
});

function ledgerOf(
  note: { saved: string; maybe?: string[] },
  star: { saved: boolean | null; maybe?: boolean[] },
): Ledger {
  const ledger = new Ledger();
  ledger.notes.set('n1', { maybe: [], ...note });
  ledger.favourites.set('c1', { maybe: [], ...star });
  return ledger;
}

const CLEAN = { lost: [], doubled: [], wrong: [] };

it('finds nothing to say when everything is there once, also what nobody was told of', () => {
  expect(judge(ledgerOf({ saved: 'nieuw' }, { saved: true }), facts(), 'u1')).toEqual(CLEAN);
  const unanswered = ledgerOf({ saved: 'oud', maybe: ['nieuw'] }, { saved: false, maybe: [true] });
  expect(judge(unanswered, facts(), 'u1')).toEqual(CLEAN);
});

it('names what is lost, what is there twice and what has another content', () => {
  const ledger = ledgerOf({ saved: 'nieuw' }, { saved: true });
  expect(judge(ledger, facts({ notes: [], favourites: [] }), 'u1').lost).toEqual(['note n1', 'favourite c1']);
  expect(judge(ledger, facts({ notes: [{ id: 'n1', text: 'nieuw', deleted: true }] }), 'u1').lost).toEqual(['note n1']);
  const twice = [1, 2].map((n) => ({ id: `n${n}`, text: 'nieuw', deleted: false }));
  expect(judge(ledger, facts({ notes: twice }), 'u1').doubled).toEqual(['nieuw']);
  expect(judge(ledgerOf({ saved: 'oud' }, { saved: false }), facts(), 'u1').wrong).toEqual(['note n1', 'favourite c1']);
});

it('counts the mutations of one device that were executed', () => {
  expect(mutationsOf(facts(), 'd1')).toBe(3);
});
