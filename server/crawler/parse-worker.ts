import { parseDocument, type DocumentOrder } from './parse-document.ts';

/** The process in which the documents of strangers are read (`parse-pool.ts`); its only way out is its answer. */
process.on('message', (order: DocumentOrder) => process.send?.(parseDocument(order)));
process.send?.('ready');
