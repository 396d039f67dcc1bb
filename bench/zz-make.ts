import { corpusFile } from './data/corpus.ts';
import { fillCache } from './data/product-cache.ts';
import { benchRegion } from './data/region.ts';
const region = benchRegion();
const t=performance.now();
await fillCache(process.argv[2]!, await corpusFile(Number(process.argv[3]), region), region);
console.log((performance.now()-t)/1000);
