/** What the browser of the user shows at the end. They come without headers, so the language and letters are in the page. */
export const MICROSOFT_DONE_PAGE = page(
  'Je bent aangemeld bij Microsoft',
  'Je bent aangemeld. Je kunt dit venster sluiten en verdergaan in de app.',
);
export const MICROSOFT_FAILED_PAGE = page(
  'Aanmelden is niet gelukt',
  'Je kunt dit venster sluiten. Probeer het opnieuw in de app.',
);

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
body { margin: 0; padding: 15vh 16px; font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #f3f3f3; }
main { max-width: 30rem; margin: 0 auto; padding: 2rem; border-top: 4px solid #154273; background: #fff; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>`;
}
