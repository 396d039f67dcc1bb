import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from './default-profile.ts';
import { readStartOptions, UsageError } from './start-options.ts';

describe('the flags of npm start', () => {
  it('have defaults that start the whole app', () => {
    expect(readStartOptions([])).toEqual({
      open: true,
      port: 0,
      profile: defaultProfile(),
      candidates: 5000,
      seed: 1,
      server: null,
    });
  });

  it('are read in both spellings', () => {
    const flags = [
      '--no-open',
      '--port=8123',
      '--profile',
      'x',
      '--candidates',
      '60',
      '--seed',
      '7',
      '--server',
      'http://127.0.0.1:9/',
    ];
    expect(readStartOptions(flags)).toEqual({
      open: false,
      port: 8123,
      profile: path.resolve('x'),
      candidates: 60,
      seed: 7,
      server: 'http://127.0.0.1:9',
    });
  });

  it.each([
    [['--snel'], '--snel'],
    [['--port', '70000'], '--port'],
    [['--candidates', 'veel'], '--candidates'],
    [['--seed', '1.5'], '--seed'],
    [['--server', 'ftp://x'], '--server'],
    [['los'], 'los'],
  ])('refuse %j and name what is wrong', (flags, name) => {
    expect(() => readStartOptions(flags)).toThrow(UsageError);
    expect(() => readStartOptions(flags)).toThrow(name);
  });
});

describe('the default profile', () => {
  it.each([
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' },
      'C:\\Users\\a',
      'C:\\Users\\a\\AppData\\Local\\HalloWerk',
    ],
    ['darwin', {}, '/Users/a', '/Users/a/Library/Application Support/HalloWerk'],
    ['linux', {}, '/home/a', '/home/a/.local/share/hallowerk'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/a', '/data/hallowerk'],
  ] as const)('is local to the machine on %s', (platform, env, home, expected) => {
    expect(defaultProfile(platform, env, home)).toBe(expected);
  });
});
