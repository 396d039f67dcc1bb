/* The two pages behind a change of e-mail address: take the new one into use, or take it back. Nothing happens before a
   button is pressed, because mail programs open links by themselves. */
'use strict';

(function () {
  let token = location.hash.slice(1);
  const page = document.body.dataset.page;
  const path = page === 'email-confirm' ? '/v1/email-change-confirmations' : '/v1/email-change-cancellations';
  let busy = false;

  // Not in the history and not on the screen; a page that is loaded again still has it.
  try {
    if (token !== '') sessionStorage.setItem(page, token);
    else token = sessionStorage.getItem(page) || '';
  } catch {
    // Without storage the link has to be opened again after a reload.
  }
  history.replaceState(null, '', location.pathname);

  function show(id) {
    document.querySelectorAll('[data-state]').forEach(function (part) {
      part.hidden = part.dataset.state !== id;
    });
    const title = document.querySelector('[data-state="' + id + '"] h1');
    document.title = title.textContent;
    title.focus();
  }

  async function send() {
    if (busy) return;
    busy = true;
    const message = document.getElementById('message');
    message.textContent = '';
    try {
      const answer = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
        referrerPolicy: 'no-referrer',
      });
      if (answer.ok) show('done');
      else if (answer.status === 410) show('closed');
      else message.textContent = 'Dat is niet gelukt. Probeer het zo opnieuw.';
    } catch {
      message.textContent = 'Er is geen verbinding met de server. Probeer het opnieuw.';
    } finally {
      busy = false;
    }
  }

  document.getElementById('send').addEventListener('click', function () {
    void send();
  });
  show(/^[\w-]{43}$/.test(token) ? 'form' : 'closed');
})();
