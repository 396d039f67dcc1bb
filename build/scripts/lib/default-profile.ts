import os from 'node:os';
import path from 'node:path';

/** The local, not roaming, application data folder of this user (sync §2.12). */
export function defaultProfile(platform = process.platform, env = process.env, home = os.homedir()): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(env['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local'), 'HalloWerk');
    case 'darwin':
      return path.posix.join(home, 'Library', 'Application Support', 'HalloWerk');
    default:
      return path.posix.join(env['XDG_DATA_HOME'] || path.posix.join(home, '.local', 'share'), 'hallowerk');
  }
}
