import { openBenchCache } from './data/product-cache.ts';
import { openSearch } from './engines/product.ts';
import { FacetLoader } from '../db/search/facet-index.ts';
import { createCacheRepository } from '../db/sync/cache.repository.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
const T=()=>performance.now(); const log=(n:string,t:number)=>console.log(n,(T()-t).toFixed(1));
let t=T(); const db=await openBenchCache(process.argv[2]!); log('open',t);
t=T(); const cache=createCacheRepository(db); log('cacheRepo',t);
t=T(); cache.setOverlay([]); log('overlay',t);
if(process.argv[3]==='sql'){ t=T(); console.log(db.connection.prepare('select count(*), sum(length(opts)), sum(id) from candidate_facet').raw().get()); log('sql scan',t);
t=T(); console.log(db.connection.prepare('select count(*), sum(length(opts)), sum(id) from candidate_facet').raw().get()); log('sql scan 2',t);
t=T(); db.connection.prepare('select id, lat, lon, modified_day, opts from candidate_facet').raw().all(); log('all',t);
}
t=T(); const ix=new FacetLoader(db.connection).load(); log('load',t); console.log(ix.count, ix.placeLat.length, ix.bytes/1e6);
t=T(); const s=openSearch(db); log('openSearch',t);
t=T(); s.search({query:EMPTY_QUERY,offset:0,limit:50,now:new Date()}); log('first search',t);
t=T(); s.search({query:EMPTY_QUERY,offset:0,limit:50,now:new Date()}); log('second search',t);
t=T(); cache.rowCount(); log('rowcount',t);
await db.close();
