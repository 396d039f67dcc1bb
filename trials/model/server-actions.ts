import type { Trx } from '../../server/database/transaction.ts';
import { upsertCandidates } from '../../server/candidates/candidates.repository.ts';
import { upsertVacancies } from '../../server/vacancies/vacancies.repository.ts';
import { makeCandidate, makeDocument, makeVacancy } from './fixtures.ts';
import { candidateId, documentId, poolId, vacancyId } from './ids.ts';
import { REGIONS, type TrialServer, type TrialUser } from './trial-server.ts';

export interface ActionContext {
  readonly server: TrialServer;
  readonly users: readonly TrialUser[];
  /** Users whose role may change: the rule "no internal byte ever" is checked on the others. */
  readonly changing: readonly TrialUser[];
  /** Keeps the transaction open for a moment before it commits. */
  readonly pause?: () => Promise<unknown>;
}

/** `a` chooses the subject, `b` what becomes of it. Nothing happens when the subject is not there. */
type Act = (trx: Trx, a: number, b: number, context: ActionContext) => Promise<unknown>;

const region = (n: number): string => REGIONS[n % REGIONS.length]!;
const candidate = (trx: Trx, a: number) => trx('candidate').where({ id: candidateId(a) });
const exists = async (trx: Trx, a: number): Promise<boolean> => (await candidate(trx, a).first('id')) !== undefined;

/** What happens on the server without the clients under test: colleagues, imports, administrators. */
const ACTIONS = {
  'candidate-create': async (trx, a, b) => {
    if (await exists(trx, a)) return;
    await upsertCandidates(trx, [makeCandidate(a, { region: b, visible: b % 3 > 0, version: b })]);
  },
  'candidate-hide': async (trx, a) =>
    candidate(trx, a).update({ visible_to_employers: trx.raw('not visible_to_employers') }),
  'candidate-move': async (trx, a) =>
    candidate(trx, a).update({ region_code: trx.raw(`case region_code when 'AM21' then 'AM22' else 'AM21' end`) }),
  'candidate-edit': async (trx, a, b) =>
    candidate(trx, a).update({
      profile: trx.raw(`profile || jsonb_build_object('oneLiner', ?::text)`, [`versie ${b}`]),
    }),
  'candidate-internal': async (trx, a, b) =>
    trx('candidate_internal')
      .where({ id: candidateId(a) })
      .update({ tozo: b % 2 === 0 }),
  'candidate-delete': async (trx, a) => candidate(trx, a).delete(),
  'document-add': async (trx, a, b) => {
    if (!(await exists(trx, b))) return;
    const { candidateId: owner, mediaType, sizeBytes, ...line } = makeDocument(a, b, b % 3 > 0);
    const row = { ...line, candidate_id: owner, media_type: mediaType, size_bytes: sizeBytes };
    await trx('candidate_document').insert(row).onConflict('id').ignore();
  },
  'document-share': async (trx, a) =>
    trx('candidate_document')
      .where({ id: documentId(a) })
      .update({
        shareable: trx.raw('not shareable'),
        name: trx.raw(`case when shareable then 'CANARY.pdf' else 'cv.pdf' end`),
      }),
  'document-remove': async (trx, a) =>
    trx('candidate_document')
      .where({ id: documentId(a) })
      .delete(),
  'vacancy-save': async (trx, a, b) =>
    upsertVacancies(trx, [{ vacancy: makeVacancy(a, b), regionCode: region(b), origin: null }]),
  'vacancy-move': async (trx, a, b) =>
    trx('vacancy')
      .where({ id: vacancyId(a) })
      .update({ region_code: region(b) }),
  'vacancy-remove': async (trx, a) =>
    trx('vacancy')
      .where({ id: vacancyId(a) })
      .delete(),
  'organization-rename': async (trx, a, b) =>
    trx('organization')
      .where({ id: poolId('organization', a % 2) })
      .update({ name: `O ${b % 3}` }),
  'user-role': async (trx, a, b, { changing }) =>
    trx('app_user')
      .where({ id: changing[a % changing.length]!.id })
      .update({ role: b % 2 === 0 ? 'EMPLOYER' : 'ACCOUNT_MANAGER' }),
  'user-region': async (trx, a, b, { users }) => {
    const line = { user_id: users[a % users.length]!.id, region_code: region(b) };
    if ((await trx('user_region').where(line).delete()) > 0) return;
    await trx('user_region').insert({ ...line, relation: b % 3 === 0 ? 'connected' : 'own' });
  },
  // Rarely off, often on: a history in which most people cannot sync shows little.
  'user-state': async (trx, a, b, { users }) =>
    trx('app_user')
      .where({ id: users[a % users.length]!.id })
      .update({ state: b % 4 === 0 ? 'BLOCKED' : 'ACTIVE' }),
} satisfies Readonly<Record<string, Act>>;

export type ServerAction = keyof typeof ACTIONS;
export const SERVER_ACTIONS = Object.keys(ACTIONS) as readonly ServerAction[];

/** One transaction of somebody else. */
export async function act(context: ActionContext, action: ServerAction, a: number, b: number): Promise<void> {
  const run: Act = ACTIONS[action];
  await context.server.write(async (trx) => {
    await run(trx, a, b, context);
    await context.pause?.();
  });
}

/** What stands before the first command: an empty start misses faults (sync §3.3). */
export async function seedServer(server: TrialServer, users: readonly TrialUser[] = []): Promise<void> {
  await server.write(async (trx) => {
    const records = [0, 1, 2, 3, 4, 5].map((n) => {
      const documents = n < 5 ? [makeDocument(n, n, n % 2 === 0)] : [];
      return { ...makeCandidate(n, { region: n, visible: n % 3 > 0, version: 0 }), documents };
    });
    await upsertCandidates(trx, records);
    const vacancies = [0, 1, 2].map((n) => ({ vacancy: makeVacancy(n, 0), regionCode: region(n), origin: null }));
    await upsertVacancies(trx, vacancies);
    for (const [n, user] of users.entries()) await seedOwn(trx, user, n);
  });
}

/** Candidates of the seed that the users of a history see, in their order. */
const SEEN_BY = [2, 1, 4, 5, 0] as const;

/** A favourite and a note of a user, older than anything that a clock of a history can say. */
async function seedOwn(trx: Trx, { id }: TrialUser, n: number): Promise<void> {
  const at = new Date('2026-01-05T09:00:00.000Z');
  const device = poolId('earlier-device', n);
  const line = { candidate_id: candidateId(SEEN_BY[n % SEEN_BY.length]!), created_at: at };
  const favourite = { id: poolId('favourite', n), user_id: id, is_set: true, effective_at: at, device_id: device };
  await trx('favourite').insert({ ...line, ...favourite });
  await trx('note').insert({
    ...line,
    id: poolId('seeded-note', n),
    author_id: id,
    organization_id: poolId('organization', n % 2),
    text: `eerste tekst ${n}`,
    scope: n % 2 === 0 ? 'PRIVATE' : 'ORGANIZATION',
    text_at: at,
    text_device: device,
    scope_at: at,
    scope_device: device,
  });
}
