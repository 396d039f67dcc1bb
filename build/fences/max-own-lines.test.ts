import { RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import { maxOwnLines } from './max-own-lines.ts';

RuleTester.describe = describe;
RuleTester.it = it;

const lines = (...text: string[]): string => text.join('\n');
const error = (own: number) => ({ messageId: 'tooLong', data: { lines: String(own), max: '5' } });

new RuleTester().run('max-own-lines', maxOwnLines, {
  valid: [
    {
      name: 'accepts a function at the limit',
      code: lines('function f() {', '  a();', '  b();', '  c();', '}'),
      options: [5],
    },
    {
      name: 'counts neither blank lines nor comments',
      code: lines('function f() {', '', '  // why', '  /* and', '     how */', '  a();', '', '  b();', '  c();', '}'),
      options: [5],
    },
    {
      name: 'measures a factory by the functions it holds',
      code: lines(
        'function create() {',
        '  function one() {',
        '    a();',
        '    b();',
        '  }',
        '  return { one, two: () => {',
        '    c();',
        '    d();',
        '  } };',
        '}',
      ),
      options: [6],
    },
  ],
  invalid: [
    {
      name: 'refuses a function over the limit',
      code: lines('const f = () => {', '  a();', '  b();', '  c();', '  d();', '};'),
      options: [5],
      errors: [error(6)],
    },
    {
      name: 'finds the long function inside a short one',
      code: lines(
        'function outer() {',
        '  return function () {',
        '    a();',
        '    b();',
        '    c();',
        '    d();',
        '  };',
        '}',
      ),
      options: [5],
      errors: [error(6)],
    },
  ],
});
