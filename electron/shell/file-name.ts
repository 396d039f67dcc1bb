/** Names that Windows keeps for devices, whatever the extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/**
 * A name to suggest in a save dialog (E23): no path, control or direction characters, no reserved name, no dots or
 * spaces at the ends, 120 characters at most, always ending in the extension, which comes without its dot.
 */
export function safeFileName(suggested: string, extension: string): string {
  const ending = `.${extension}`;
  const stem = (suggested.toLowerCase().endsWith(ending) ? suggested.slice(0, -ending.length) : suggested)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = [...stem]
    .slice(0, 120 - ending.length)
    .join('')
    .replace(/[. ]+$/, '');
  const device = short.split('.')[0] ?? '';
  return `${short === '' || RESERVED.test(device) ? 'document' : short}${ending}`;
}
