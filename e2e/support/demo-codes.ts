interface DemoMessage {
  readonly channel: 'MAIL' | 'SMS';
  readonly body: string;
  readonly sentAt: string;
}

/** The code of the newest text message that the demo server kept, sent after `since`. */
export async function newestSmsCode(server: string, since: Date): Promise<string> {
  for (;;) {
    const answer = await fetch(`${server}/v1/demo-messages`);
    const { items } = (await answer.json()) as { items: DemoMessage[] };
    const message = items.find((item) => item.channel === 'SMS' && Date.parse(item.sentAt) >= since.getTime());
    const code = /\b\d{6}\b/.exec(message?.body ?? '')?.[0];
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
