import { expect } from '@playwright/test';

interface DemoMessage {
  readonly channel: 'MAIL' | 'SMS';
  readonly body: string;
  readonly sentAt: string;
}

/** The code of the newest text message that the demo server kept, sent after `since`. */
export async function newestSmsCode(server: string, since: Date): Promise<string> {
  const read = async (): Promise<string> => {
    const answer = await fetch(`${server}/v1/demo-messages`);
    const { items } = (await answer.json()) as { items: DemoMessage[] };
    const message = items.find((item) => item.channel === 'SMS' && Date.parse(item.sentAt) >= since.getTime());
    return /\b\d{6}\b/.exec(message?.body ?? '')?.[0] ?? '';
  };
  await expect.poll(read).not.toBe('');
  return read();
}
