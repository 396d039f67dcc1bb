import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalMigration } from '../migration-source.ts';

/** What a list needs of a vacancy, in the order of the index and of what is read from it (vacancies.repository.ts). */
export const LISTED_FIELDS = [
  'source',
  'title',
  'occupationName',
  'organizationName',
  'city',
  'createdAt',
  'closingDate',
  'visibleToCandidates',
  'createdByName',
  'createdByRole',
  'contactRoute',
  'status',
  'supportModel',
  'organizationId',
  'publishedAt',
] as const;

/** The same expressions as in the index, so that SQLite reads them from there and never opens the row. */
export const LISTED_COLUMNS = LISTED_FIELDS.map((field) => `d ->> '$.${field}'`).join(', ');

const STATEMENTS = [
  `create index row_vacancy on row (coll, id, rev, ${LISTED_COLUMNS}) where coll = ${COLLECTIONS.vacancy.number}`,
  `create index row_proposal on row (coll, d ->> '$.vacancyId', d ->> '$.state', id)
   where coll = ${COLLECTIONS.proposal.number}`,
];

export const createVacancyList: LocalMigration = {
  name: '0003-vacancy-list',
  async up(knex) {
    for (const statement of STATEMENTS) await knex.raw(statement);
  },
};
