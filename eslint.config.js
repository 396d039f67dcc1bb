import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import { maxOwnLines } from './build/fences/max-own-lines.ts';
import { CONTRACT_PACKAGES, CRAWLER_PACKAGES, RENDERER_PACKAGES, SERVER_PACKAGES } from './build/fences/packages.ts';

/**
 * The fences of docs/architecture.md, in the order of that page: rooms and domains, what each may import, the single
 * gateways, and the habits of CONTRIBUTING.md. `build/fences/fences.test.ts` lints wrong files and expects these errors.
 * There are no warnings: a rule is an error or it is off.
 */

// ---------------------------------------------------------------- rooms and domains

/** First match wins, so a folder with a role of its own stands before the pattern that would swallow it. */
const elements = [
  room('contract', 'contract'),

  room('db-testing', 'db/testing'),
  room('db', 'db'),

  room('core-testing', 'electron/core/testing'),
  room('core-shared', 'electron/core/{shared,server-client,app,logging}'),
  domain('core-domain', 'electron/core/*'),
  room('core', 'electron/core'),
  room('hosts-testing', 'electron/hosts/testing'),
  room('hosts', 'electron/hosts'),
  room('shell', 'electron/shell'),
  room('electron-testing', 'electron/testing'),
  room('electron', 'electron'),

  room('renderer-api', 'renderer/api'),
  room('renderer-shared', 'renderer/{shared,locales}'),
  room('renderer-app', 'renderer/{app,shell}'),
  room('renderer-testing', 'renderer/testing'),
  domain('renderer-domain', 'renderer/*'),
  room('renderer', 'renderer'),

  room('server-database', 'server/database'),
  room('server-shared', 'server/{http,shared,openapi,audit,security,organisations,outbox,devices}'),
  room('server-testing', 'server/testing'),
  room('server-composer', 'server/{demo,import,operations}'),
  domain('server-domain', 'server/*'),
  room('server', 'server'),

  room('tools', '{build,e2e,bench,trials}'),
];

function room(type, pattern) {
  return { type, pattern, partialMatch: false };
}

function domain(type, pattern) {
  return { type, pattern, capture: ['domain'], partialMatch: false };
}

const files = [
  { category: 'test', pattern: '**/*.test.ts' },
  {
    category: 'composition',
    pattern: ['server/{app,main}.ts', 'electron/core/{compose,router,user-workspace,workspaces}.ts'],
  },
  { category: 'registry', pattern: 'server/sync/{mutations,projections}.ts' },
  { category: 'driver', pattern: 'db/cipher-client.ts' },
  { category: 'gateway', pattern: 'server/crawler/safe-fetch.ts' },
];

// ---------------------------------------------------------------- what each may import

const RENDERER = ['renderer', 'renderer-api', 'renderer-shared', 'renderer-app', 'renderer-testing', 'renderer-domain'];
const SERVER = ['server', 'server-database', 'server-shared', 'server-testing', 'server-composer', 'server-domain'];
const CORE = ['core', 'core-shared', 'core-domain', 'core-testing'];

const policies = [
  // contract: what everyone agrees on
  ours('contract', ['contract']),
  npm('contract', CONTRACT_PACKAGES),

  // db: repositories on the local cache; one file knows the driver
  ours(['db', 'db-testing'], ['db', 'contract']),
  {
    from: { element: { type: 'db' }, file: { categories: 'test' } },
    allow: { to: { element: { type: 'db-testing' } } },
  },
  npm(['db', 'db-testing'], ['knex', 'zod']),
  npm('db', ['@orama/stemmers']),
  node(['db', 'db-testing']),
  npm({ element: { type: 'db' }, file: { categories: 'driver' } }, ['better-sqlite3-multiple-ciphers']),

  // electron/core: plain Node; domains meet in the composition root
  ours(CORE, ['contract', 'db', 'core-shared']),
  ours(['core-domain', 'core-shared'], ['core']),
  notTheComposition(['core-domain', 'core-shared'], 'core'),
  { from: { element: { type: 'core' } }, allow: { to: { element: { type: ['core', 'core-domain'] } } } },
  sameDomain('core-domain'),
  ours('core-testing', [...CORE, 'db-testing']),
  tests(CORE, [...CORE, 'db-testing']),
  npm(CORE, ['@orpc/server', '@orpc/contract', '@orpc/client', 'zod', 'pino']),
  npm(['core', 'core-domain'], ['write-excel-file', '@azure/msal-node']),
  npm('core-testing', ['oidc-provider', '@peculiar/x509', 'reflect-metadata']),
  node(CORE),

  // electron/hosts: the two ways to run core
  ours(['hosts', 'hosts-testing'], ['contract', 'hosts', 'core', 'core-shared', 'core-domain', 'db']),
  npm(['hosts', 'hosts-testing'], ['@orpc/server', 'ws', 'zod', 'pino']),
  node(['hosts', 'hosts-testing']),
  ours('hosts-testing', ['hosts-testing', 'core-testing', 'db-testing']),
  tests('hosts', ['hosts-testing', 'core-testing', 'db-testing']),
  {
    from: { element: { type: 'hosts' }, file: { categories: 'test' } },
    allow: { to: external(['@orpc/client', '@orpc/contract']) },
  },

  // electron/shell, main.ts, preload.ts: the only code that meets Electron
  ours(['shell', 'electron', 'electron-testing'], ['contract', 'core', 'core-shared', 'hosts', 'shell', 'electron']),
  npm(['shell', 'electron'], ['electron', 'electron-updater', 'zod', 'pino']),
  node(['shell', 'electron', 'electron-testing']),
  {
    from: { element: { type: 'electron-testing' } },
    allow: { dependency: { kind: 'type' }, to: external(['electron']) },
  },
  ours('electron-testing', ['electron-testing']),
  {
    from: { element: { type: ['shell', 'electron'] }, file: { categories: 'test' } },
    allow: { to: { element: { type: 'electron-testing' } } },
  },

  // renderer: Vue only; core is behind renderer/api
  ours('renderer-api', ['contract', 'renderer-api', 'renderer-shared']),
  ours('renderer-shared', ['contract', 'renderer-shared', 'renderer-api']),
  ours('renderer-domain', ['contract', 'renderer-shared', 'renderer-api']),
  ours(['renderer', 'renderer-app'], ['contract', ...RENDERER.filter((type) => type !== 'renderer-testing')]),
  ours('renderer-testing', ['contract', ...RENDERER]),
  sameDomain('renderer-domain'),
  npm(RENDERER, RENDERER_PACKAGES),
  npm('renderer-api', ['@orpc/client', '@orpc/contract']),
  npm('renderer', ['zod']),
  npm('renderer-testing', ['@vue/test-utils', 'vitest']),
  {
    from: { element: { type: RENDERER }, file: { categories: 'test' } },
    allow: {
      to: [
        { element: { type: RENDERER } },
        { module: { origin: 'core' } },
        external(['@vue/test-utils', 'axe-core', 'happy-dom', '@orpc/server', '@orpc/client']),
      ],
    },
  },

  // server: domains meet in the composition root; one folder knows the database driver
  ours('server-database', ['contract', 'server-database', 'server-shared']),
  ours('server-shared', ['contract', 'server-shared', 'server-database']),
  ours('server-domain', ['contract', 'server-shared', 'server-database']),
  ours(['server-domain', 'server-shared', 'server-database'], ['server']),
  notTheComposition(['server-domain', 'server-shared', 'server-database'], 'server'),
  sameDomain('server-domain'),
  ours(['server', 'server-composer'], ['contract', ...SERVER.filter((type) => type !== 'server-testing')]),
  ours('server-testing', ['contract', ...SERVER]),
  npm(SERVER, SERVER_PACKAGES),
  node(SERVER),
  npm(['server-database', 'server-testing'], ['pg', '@electric-sql/pglite']),
  npm({ element: { type: 'server-domain', captured: { domain: 'crawler' } } }, CRAWLER_PACKAGES),
  npm({ element: { type: 'server-domain' }, file: { categories: 'gateway' } }, ['undici']),
  {
    from: { element: { type: 'server-domain' }, file: { categories: 'registry' } },
    allow: { to: { element: { type: 'server-domain' } } },
  },
  tests(SERVER, SERVER),
  {
    from: { element: { type: SERVER }, file: { categories: 'test' } },
    allow: { to: external(['smtp-server', 'mailauth']) },
  },

  // build, e2e, bench and trials may import what they need and are imported by nobody
  { from: { element: { type: 'tools' } }, allow: { to: [{ element: { type: '*' } }, { module: { origin: '*' } }] } },

  // every test may use the test tools and read files
  {
    from: { file: { categories: 'test' } },
    allow: { to: [external(['vitest', 'fast-check']), { module: { origin: 'core' } }] },
  },
  npm(['db-testing', 'core-testing', 'hosts-testing', 'electron-testing', 'server-testing'], ['vitest', 'fast-check']),
];

function ours(from, to) {
  return { from: { element: { type: from } }, allow: { to: { element: { type: to } } } };
}

function npm(from, packages) {
  const entity = typeof from === 'string' || Array.isArray(from) ? { element: { type: from } } : from;
  return { from: entity, allow: { to: external(packages) } };
}

function node(from) {
  return { from: { element: { type: from } }, allow: { to: { module: { origin: 'core' } } } };
}

/** A test may use all of its room, in whichever domain it stands. */
function tests(from, to) {
  return { from: { element: { type: from }, file: { categories: 'test' } }, allow: { to: { element: { type: to } } } };
}

/** What is composed does not know who composes it. */
function notTheComposition(from, to) {
  return {
    from: { element: { type: from } },
    disallow: { to: { element: { type: to }, file: { categories: 'composition' } } },
  };
}

function sameDomain(type) {
  return {
    from: { element: { type } },
    allow: { to: { element: { type, captured: { domain: '{{ from.element.captured.domain }}' } } } },
  };
}

function external(packages) {
  return { module: { origin: 'external', source: packages } };
}

// ---------------------------------------------------------------- gateways and habits that are a matter of syntax

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a name that is the same everywhere can be searched for.',
};
const NO_BARREL = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: import from the file that owns the name.',
};
const NO_HTML = {
  selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
  message: 'Text from data never becomes HTML (docs/security.md).',
};
const NO_TLS_OVERRIDE = {
  selector: 'Property[key.name="rejectUnauthorized"], MemberExpression[property.name="NODE_TLS_REJECT_UNAUTHORIZED"]',
  message: 'Certificates are always checked (docs/security.md).',
};
const NO_PORT_LISTENER = {
  selector: 'CallExpression[callee.property.name="addEventListener"][arguments.0.value="message"]',
  message: 'The port to core is received in renderer/api only.',
};
const NO_CLIENT = {
  selector: 'ImportDeclaration[source.value="undici"]',
  message: 'What people and pages name is fetched by server/crawler/safe-fetch.ts, which checks every address.',
};
const SYNTAX = [NO_DEFAULT_EXPORT, NO_BARREL, NO_HTML, NO_TLS_OVERRIDE];

const OTHER_ROOM = '^\\.\\.?/(\\.\\./)*(contract|db|electron|core|hosts|renderer|server|build|e2e|bench)/';

const TRANSPORT_GLOBALS = ['WebSocket', 'MessageChannel', 'MessagePort', 'EventSource', 'fetch', 'XMLHttpRequest'].map(
  (name) => ({ name, message: 'The way to core is renderer/api; nothing else in the renderer opens a connection.' }),
);

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      'out/',
      'dist/',
      '.types/',
      '.cache/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'bench/results/',
      'docs/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommended,
  vue.configs['flat/recommended'],

  {
    files: ['**/*.{ts,vue,js}'],
    plugins: { own: { rules: { 'max-own-lines': maxOwnLines } } },
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
    rules: {
      eqeqeq: 'error',
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-console': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-control-regex': 'error',
      'no-debugger': 'error',
      'no-duplicate-case': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-fallthrough': 'error',
      'no-irregular-whitespace': 'error',
      'no-loss-of-precision': 'error',
      'no-new-func': 'error',
      'no-prototype-builtins': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX],
      'no-self-assign': 'error',
      'no-self-compare': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-catch': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'preserve-caught-error': 'error',
      'require-yield': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'own/max-own-lines': ['error', 60],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },

  // Rules that need types. `.vue` files are left to vue-tsc: their types would make every lint run pay for Vue.
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },

  // Fences.
  {
    files: ['{contract,db,electron,renderer,server}/**/*.{ts,vue}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/files': files,
      'boundaries/root-path': import.meta.dirname,
      'boundaries/legacy-templates': false,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
      'import/resolver': { typescript: { alwaysTryTypes: true, project: 'tsconfig.json' } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          checkUnknownLocals: true,
          message:
            '{{from.element.types}} must not import {{dependency.source}}: see the import table in docs/architecture.md.',
          policies,
        },
      ],
      'boundaries/no-unknown-files': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: OTHER_ROOM,
              message:
                'Another room is reached by @hallowerk/contract/…, #db/…, #core/… or #hosts/…, never by a relative path.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,vue}'],
    rules: {
      'no-restricted-globals': ['error', ...TRANSPORT_GLOBALS],
      'no-restricted-syntax': ['error', ...SYNTAX, NO_PORT_LISTENER],
    },
  },
  {
    files: ['renderer/api/**/*.ts', 'renderer/**/*.test.ts', 'renderer/testing/**/*.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-syntax': ['error', ...SYNTAX] },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/crawler/safe-fetch.ts'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_CLIENT] },
  },
  {
    // What people and pages name is fetched by safe-fetch.ts, which checks every address (security §5.9).
    files: ['server/crawler/**/*.ts'],
    ignores: ['server/crawler/**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...TRANSPORT_GLOBALS],
    },
  },

  // Vue.
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'own/max-own-lines': 'off',
      'no-restricted-syntax': ['error', NO_BARREL, NO_HTML, NO_TLS_OVERRIDE, NO_PORT_LISTENER],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/component-name-in-template-casing': ['error', 'PascalCase'],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      'vue/valid-v-slot': ['error', { allowModifiers: true }],
    },
  },

  // Where a habit does not apply.
  {
    files: ['build/**/*.ts', 'bench/**/*.ts', 'e2e/**/*.ts', '**/testing/**/*.ts', '**/*.test.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.config.{ts,js}', '**/*.config.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['**/*.test.ts', 'e2e/**/*.ts', '**/testing/**/*.ts'],
    rules: { 'own/max-own-lines': 'off' },
  },
  {
    files: [
      '**/*.test.ts',
      'e2e/**/*.ts',
      'server/demo/occupations/*.ts',
      'server/demo/data/*.ts',
      'renderer/locales/**/*.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  { files: ['**/*.{js,cjs,mjs}'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  prettier,
);
