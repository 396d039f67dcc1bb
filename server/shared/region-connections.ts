import type { RegionPreview } from '@hallowerk/contract/administration/administration.ts';
import type { Trx } from '../database/transaction.ts';

/**
 * Who sees the candidates of which other region: people of a connected region see those of all connected ones. The rule,
 * as the set of (user, region) that should be there, for who is touched when one region is connected or let go: its own
 * people, and those who see it or will. `:connected` is what it is going to be.
 */
const WANTED = `
  with present as (
    select user_id, region_code from user_region
    where  relation = 'connected'
      and  (region_code = :code or user_id in (
             select user_id from user_region where relation = 'own' and region_code = :code))),
  member as (
    select code from region where connected and code <> :code
    union all select :code where :connected),
  wanted as (
    select distinct o.user_id, m.code as region_code
    from   user_region o
    join   member mine on mine.code = o.region_code
    join   member m on m.code <> o.region_code and (m.code = :code or o.region_code = :code)
    where  o.relation = 'own'
      and  not exists (select 1 from user_region x
                       where x.user_id = o.user_id and x.region_code = m.code and x.relation = 'own')),
  -- who has another own region in the group keeps what that one gives
  kept as (
    select p.user_id, p.region_code
    from   present p
    join   user_region o on o.user_id = p.user_id and o.relation = 'own' and o.region_code <> :code
    join   member mine on mine.code = o.region_code
    join   member m on m.code = p.region_code),
  gone as (
    select * from present except select * from wanted except select * from kept),
  fresh as (
    select * from wanted except select * from present)`;

interface Change {
  readonly code: string;
  readonly connected: boolean;
}

/** How many people would see a region more, and how many one fewer. Changes nothing. */
export async function previewConnection(trx: Trx, { code, connected }: Change): Promise<RegionPreview> {
  const result: { rows: { gaining: string; losing: string }[] } = await trx.raw(
    `${WANTED}
     select (select count(distinct user_id) from fresh join app_user u on u.id = user_id and u.state <> 'REMOVED')
              as gaining,
            (select count(distinct user_id) from gone join app_user u on u.id = user_id and u.state <> 'REMOVED')
              as losing`,
    { code, connected },
  );
  const { gaining = 0, losing = 0 } = result.rows[0] ?? {};
  return { gaining: Number(gaining), losing: Number(losing) };
}

/** Makes what people see follow; their devices hear of it at the next contact, because sight is read from these rows. */
export async function followConnection(trx: Trx, { code, connected }: Change): Promise<void> {
  await trx.raw(
    `${WANTED},
     deleted as (
       delete from user_region r using gone g
       where r.user_id = g.user_id and r.region_code = g.region_code and r.relation = 'connected'
       returning 1)
     insert into user_region (user_id, region_code, relation)
     select user_id, region_code, 'connected' from fresh
     on conflict do nothing`,
    { code, connected },
  );
}

/** For a new user: the regions that are connected with his own. */
export async function joinConnections(trx: Trx, userId: string): Promise<void> {
  await trx.raw(
    `insert into user_region (user_id, region_code, relation)
     select distinct o.user_id, r.code, 'connected'
     from   user_region o
     join   region mine on mine.code = o.region_code and mine.connected
     join   region r on r.connected and r.code <> o.region_code
     where  o.user_id = ? and o.relation = 'own'
     on conflict do nothing`,
    [userId],
  );
}
