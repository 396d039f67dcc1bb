/* The way to Microsoft and back of the page of an invitation. Between the two this tab keeps, and only this tab: the state
   that has to come back, the verifier of the code, and the nonce of the server. */
'use strict';

/** For the page's own script, which is loaded after this one. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- a script has no exports
const microsoftVisit = (function () {
  const KEPT = 'invitation-microsoft';
  const NOTHING_KEPT =
    'Je browser bewaart niets voor deze pagina. Kies voor een wachtwoord, of gebruik een andere browser.';
  const answer = new URLSearchParams(location.hash.slice(1));
  const isBack = answer.has('state') && (answer.has('code') || answer.has('error'));

  function take() {
    try {
      const kept = sessionStorage.getItem(KEPT);
      // Also when it goes wrong: a code is given in once.
      sessionStorage.removeItem(KEPT);
      return kept === null ? null : JSON.parse(kept);
    } catch {
      return null;
    }
  }

  /** What this page load brought: null, a fault for the user, or what the server needs beside `kept` of `leave`. */
  function read() {
    if (!isBack) return null;
    const kept = take();
    if (kept === null || kept.state !== answer.get('state')) {
      return { fault: 'Dit antwoord van Microsoft hoort niet bij deze pagina. Probeer het opnieuw.' };
    }
    if (answer.get('error') === 'access_denied') {
      return { more: kept.more, fault: 'Je hebt het aanmelden bij Microsoft gestopt.' };
    }
    const code = answer.get('code');
    if (code === null) {
      return { more: kept.more, fault: 'Aanmelden met Microsoft is niet gelukt. Probeer het opnieuw.' };
    }
    return { more: kept.more, proof: { code, verifier: kept.verifier, nonce: kept.nonce } };
  }

  /** Goes to Microsoft; `more` is there again with what comes back. False when this browser keeps nothing. */
  function leave({ address, state, verifier, nonce }, more) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ state, verifier, nonce, more }));
    } catch {
      return false;
    }
    location.assign(address);
    return true;
  }

  let back = read();
  function takeBack() {
    const taken = back;
    back = null;
    return taken;
  }

  /** The steps that go over Microsoft; `page` lends what they have in common with the others. */
  function stepsOf(page) {
    return {
      isBack: () => back !== null,
      offer(offered) {
        document.querySelectorAll('[data-microsoft]').forEach(function (part) {
          part.hidden = !offered;
        });
      },
      async go(token, more, faultId) {
        const begun = await page.ask('invitation-microsoft-visits', { token }, faultId);
        if (begun !== null && !leave(begun, more)) page.fault(faultId, NOTHING_KEPT);
      },
      async setUp(ticket) {
        const { fault, proof } = takeBack();
        page.show('method');
        document.querySelector('[name="method"][value="MICROSOFT"]').checked = true;
        if (fault !== undefined) return page.fault('choice', fault);
        const next = await page.ask('invitation-microsoft-identities', { ticket, ...proof }, 'choice');
        if (next === null) return;
        if (next.step !== 'DONE') return page.proceed(next, true);
        page.forgetToken();
        page.show('done-microsoft');
      },
      /** He agreed with the terms before he went to Microsoft. */
      async join(token) {
        const { fault, more, proof } = takeBack();
        page.show(more === undefined ? 'terms' : 'join');
        if (fault !== undefined) return page.fault(more === undefined ? 'agree' : 'join-choice', fault);
        const body = { token, termsVersion: more.termsVersion, agreed: true, ...proof };
        if ((await page.ask('invitation-microsoft-memberships', body, 'join-choice')) === null) return;
        page.forgetToken();
        page.show('joined');
      },
    };
  }

  // Where the address held an answer of Microsoft, it held no invitation.
  return { isBack, stepsOf };
})();
