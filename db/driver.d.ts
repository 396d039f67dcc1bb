/** Neither package exports types. Only `cipher-client.ts` may import them; everybody else uses `sqlite-connection.ts`. */
declare module 'better-sqlite3-multiple-ciphers' {
  const Database: new (filename: string) => unknown;
  export default Database;
}

declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  const BetterSqlite3Client: typeof import('knex').Knex.Client;
  export default BetterSqlite3Client;
}
