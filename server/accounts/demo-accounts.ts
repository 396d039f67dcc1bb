import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { DemoAccount, Role } from '@hallowerk/contract/accounts/account.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import type { ServerKeys } from '../security/keys.ts';
import { insertUser } from './accounts.repository.ts';
import type { Passwords } from './passwords.ts';
import { TOTP_SECRET_BYTES } from '../security/totp.ts';

/** The region of the demo, and the one it is connected with. */
export const DEMO_REGIONS = [
  { code: 'AM21', name: 'Haaglanden', connected: true },
  { code: 'AM22', name: 'Rijnmond', connected: true },
] as const;

/** Shown on the sign-in page of a demo server; long enough for the password rules (security A02). */
export const DEMO_PASSWORD = 'Demo-voor-iedereen-2026';

interface DemoUser {
  readonly email: string;
  readonly fullName: string;
  readonly role: Role;
  readonly organization: 'municipality' | 'employer';
  readonly connected: boolean;
  readonly totp: boolean;
  readonly phone: string;
  /** Where employers reach an account manager. */
  readonly workPhone?: string;
}

/** Telephone numbers from the range that is kept free for examples. */
const DEMO_USERS: readonly DemoUser[] = [
  {
    email: 'werkgever@demo.hallowerk.example',
    fullName: 'Willemijn Kuiper',
    role: 'EMPLOYER',
    organization: 'employer',
    connected: false,
    totp: false,
    phone: '+31600000011',
  },
  {
    email: 'accountmanager@demo.hallowerk.example',
    fullName: 'Anouk van Dijk',
    role: 'ACCOUNT_MANAGER',
    organization: 'municipality',
    connected: true,
    totp: true,
    phone: '+31600000022',
    workPhone: '+31600000122',
  },
  {
    email: 'beheerder@demo.hallowerk.example',
    fullName: 'Bas Hoekstra',
    role: 'MUNICIPAL_ADMINISTRATOR',
    organization: 'municipality',
    connected: true,
    totp: true,
    phone: '+31600000033',
  },
  {
    email: 'klantmanager@demo.hallowerk.example',
    fullName: 'Karima el Amrani',
    role: 'CASE_MANAGER',
    organization: 'municipality',
    connected: true,
    totp: true,
    phone: '+31600000044',
  },
];

const ORGANIZATION_NAMES = {
  municipality: 'Werkgeversservicepunt Haaglanden',
  employer: 'Bakkerij De Korenaar',
} as const;

/** The buttons of the sign-in page. */
export function demoAccounts(): readonly DemoAccount[] {
  return DEMO_USERS.map((user) => ({
    role: user.role,
    fullName: user.fullName,
    organizationName: ORGANIZATION_NAMES[user.organization],
    email: user.email,
    password: DEMO_PASSWORD,
  }));
}

/** A fixed id for a fixed thing of the demo, so that every start finds its own rows again (RFC 9562, version 8). */
function demoId(name: string): string {
  const bytes = createHash('sha256').update(`hallowerk-demo|${name}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const DEMO_MUNICIPALITY_ID = demoId('municipality');

/** Makes regions, organisations and accounts of the demo; what exists stays as it is. */
export async function seedDemoAccounts(knex: Knex, keys: ServerKeys, passwords: Passwords): Promise<void> {
  const ids = { municipality: demoId('organization-municipality'), employer: demoId('organization-employer') };
  const missing = await missingUsers(knex);
  const passwordHash = missing.length > 0 ? await passwords.hash(DEMO_PASSWORD) : '';
  await withTransaction(knex, async (trx) => {
    await insertDemoOrganizations(trx, ids);
    for (const user of missing) await insertDemoUser(trx, keys, user, ids[user.organization], passwordHash);
    await giveWorkPhones(trx);
  });
}

/** What an administrator of the demo changed meanwhile stays as he made it. */
async function insertDemoOrganizations(trx: Trx, ids: { readonly municipality: string; readonly employer: string }) {
  const municipality_id = DEMO_MUNICIPALITY_ID;
  await trx('region')
    .insert([...DEMO_REGIONS])
    .onConflict('code')
    .ignore();
  const municipality = { id: municipality_id, name: 'Den Haag', region_code: 'AM21' };
  await trx('municipality').insert(municipality).onConflict('id').ignore();
  const organizations = [
    { id: ids.municipality, name: ORGANIZATION_NAMES.municipality, types: ['MUNICIPAL'], municipality_id },
    { id: ids.employer, name: ORGANIZATION_NAMES.employer, types: ['EMPLOYER'], municipality_id },
  ];
  await trx('organization').insert(organizations).onConflict('id').ignore();
}

/** Also to a demo that was made before users had one. */
async function giveWorkPhones(trx: Trx): Promise<void> {
  for (const { email, workPhone } of DEMO_USERS) {
    if (workPhone !== undefined) await trx('app_user').where({ email, phone: '' }).update({ phone: workPhone });
  }
}

async function missingUsers(knex: Knex): Promise<readonly DemoUser[]> {
  const rows: { email: string }[] = await knex('app_user')
    .whereIn(
      'email',
      DEMO_USERS.map((user) => user.email),
    )
    .select('email');
  const present = new Set(rows.map((row) => row.email));
  return DEMO_USERS.filter((user) => !present.has(user.email));
}

async function insertDemoUser(
  trx: Trx,
  keys: ServerKeys,
  user: DemoUser,
  organizationId: string,
  passwordHash: string,
): Promise<void> {
  const id = demoId(user.email);
  const own = { code: 'AM21', relation: 'own' } as const;
  const regions = user.connected ? [own, { code: 'AM22', relation: 'connected' } as const] : [own];
  const { email, fullName, role } = user;
  const municipalityId = DEMO_MUNICIPALITY_ID;
  await insertUser(trx, { id, fullName, email, role, organizationId, municipalityId, regions, passwordHash });
  await trx('second_factor').insert({ id: uuidv7(), user_id: id, method: 'SMS', phone: user.phone });
  if (!user.totp) return;
  const factorId = uuidv7();
  const secret = keys.seal('second-factor', factorId, randomBytes(TOTP_SECRET_BYTES));
  await trx('second_factor').insert({ id: factorId, user_id: id, method: 'TOTP', secret });
}
