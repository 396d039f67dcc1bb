import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { uuidv7 } from '../database/uuid.ts';
import { EMAILS } from './http-client.ts';
import type { TestServer } from './test-server.ts';

/**
 * Gives who signs in with this address another account, as accepting an invitation does: of another organisation in the
 * municipality of the administrator. Returns its id.
 */
export async function addAccount(
  test: TestServer,
  email: string,
  account: { readonly role?: Role; readonly organizationName?: string } = {},
): Promise<string> {
  const { knex } = test.server;
  const { role = 'EMPLOYER', organizationName = 'Bakkerij De Krakeling' } = account;
  const login = await knex('app_user').where({ email }).whereNull('login_user_id').first('id', 'full_name');
  const place = await knex('app_user').where({ email: EMAILS.MUNICIPAL_ADMINISTRATOR }).first('municipality_id');
  const organizationId = uuidv7();
  await knex('organization').insert({
    ...{ id: organizationId, name: organizationName, types: ['EMPLOYER'], municipality_id: place.municipality_id },
  });
  const id = uuidv7();
  await knex('app_user').insert({
    ...{ id, email, full_name: login.full_name, role, login_user_id: login.id },
    ...{ organization_id: organizationId, municipality_id: place.municipality_id },
  });
  await knex.raw(
    `insert into user_region (user_id, region_code, relation)
     select ?, region_code, 'own' from municipality where id = ?`,
    [id, place.municipality_id],
  );
  return id;
}
