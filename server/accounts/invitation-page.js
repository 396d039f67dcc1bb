/* The page behind an invitation: terms, password, second factor, one after the other. The server says what the next step
   is, so that it can be left at any point and taken up again (HW-INV-08). The rules of passwords are those of the page for
   a new password, whose script is loaded before this one. */
'use strict';

/** `judge` of the password page, and the way to Microsoft. */
/* global judge, microsoftVisit */
function byId(id) {
  return document.getElementById(id);
}
function form(name) {
  return document.querySelector('[data-form="' + name + '"]');
}

function put(name, text) {
  document.querySelectorAll('[data-text="' + name + '"]').forEach(function (part) {
    part.textContent = text;
  });
  document.querySelectorAll('[data-value="' + name + '"]').forEach(function (part) {
    part.value = text;
  });
}

/** The fault under a field, which is told and gets the focus. */
function fault(id, text) {
  byId(id + '-fault').textContent = text;
  const field = byId(id);
  if (field === null) return;
  field.setAttribute('aria-invalid', String(text !== ''));
  if (text !== '') field.focus();
}

function post(path, body) {
  return fetch('/v1/' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    referrerPolicy: 'no-referrer',
  });
}

const STEPS = { terms: 'terms', method: 'password', password: 'password', resume: 'password', join: 'password' };
['factor', 'totp', 'phone', 'sms', 'pin', 'join-way', 'join-code'].forEach(function (id) {
  STEPS[id] = 'factor';
});

const GONE = { invitation_used: 'used', invitation_expired: 'expired', invitation_revoked: 'revoked' };

(function () {
  let token = microsoftVisit.isBack ? '' : location.hash.slice(1);
  const microsoft = microsoftVisit.stepsOf({ show, fault, ask, forgetToken, proceed });
  const product = document.body.dataset.product;
  let visit = null;
  let progress = null;
  let factorId = '';
  /** The sign-in of who has a login already, and the second step that he chose. */
  let challenge = null;
  let way = '';
  /** Where a new text message goes: the form it was asked from. */
  let smsPhone;
  let common = new Set();
  let busy = false;

  // Not in the history and not on the screen; a page that is loaded again still has it.
  try {
    if (token !== '') sessionStorage.setItem('invitation', token);
    else token = sessionStorage.getItem('invitation') || '';
  } catch {
    // Without storage the link has to be opened again after a reload.
  }
  history.replaceState(null, '', location.pathname);

  function show(id) {
    document.querySelectorAll('[data-state]').forEach(function (part) {
      part.hidden = part.dataset.state !== id;
    });
    byId('steps').hidden = !(id in STEPS);
    document.querySelectorAll('[data-step]').forEach(function (step) {
      if (step.dataset.step === STEPS[id]) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
    const title = document.querySelector('[data-state="' + id + '"] h1');
    document.title = title.textContent + ' – ' + product;
    const field = document.querySelector('[data-state="' + id + '"] .field input');
    (field || title).focus();
  }

  /** One call at a time. A refusal stands under the field it is about; an ended ticket takes the visit up again. */
  async function ask(path, body, faultId) {
    if (busy) return null;
    busy = true;
    fault(faultId, '');
    try {
      const answer = await post(path, body);
      if (answer.ok) return answer.status === 204 ? {} : await answer.json();
      const problem = await answer.json();
      if (answer.status === 410 && problem.code === 'setup_closed' && path !== 'invitation-factor-confirmations') {
        busy = false;
        await open();
      } else if (answer.status === 410 && problem.code.startsWith('invitation_')) {
        show(GONE[problem.code] || 'unknown');
      } else {
        const texts = (problem.errors || []).map(function (one) {
          return one.message;
        });
        fault(faultId, texts.length > 0 ? texts.join('. ') : problem.detail);
      }
    } catch {
      fault(faultId, 'Er is geen verbinding met de server. Probeer het opnieuw.');
    } finally {
      busy = false;
    }
    return null;
  }

  async function open() {
    show('loading');
    try {
      if (!/^[\w-]{43}$/.test(token)) return show('unknown');
      const answers = await Promise.all([
        post('invitation-openings', { token }),
        fetch('/wachtwoord/veelgebruikt.json'),
      ]);
      if (answers[1].ok) common = new Set(await answers[1].json());
      if (answers[0].status === 410) return show(GONE[(await answers[0].json()).code] || 'unknown');
      if (!answers[0].ok) return show('failed');
      visit = await answers[0].json();
      arrive();
    } catch {
      show('failed');
    }
  }

  function arrive() {
    if (visit.step === 'SIGN_IN') return show('sign-in');
    if (visit.step === 'SET_UP') return proceed(visit.progress, true);
    put('email', visit.email);
    if (visit.step === 'RESUME') return show('resume');
    microsoft.offer(visit.microsoft);
    put('fullName', visit.fullName);
    // A name may end in a full stop itself, as 'B.V.' does.
    const where = ' voor ' + product + ', voor ' + visit.organizationName.replace(/\.$/, '') + '.';
    put(
      'invited',
      visit.inviterName === '' ? 'Je bent uitgenodigd' + where : visit.inviterName + ' nodigt je uit' + where,
    );
    byId('terms-text').replaceChildren();
    visit.terms.sections.forEach(function (section) {
      const title = document.createElement('h2');
      title.textContent = section.title;
      const text = document.createElement('p');
      text.textContent = section.text;
      byId('terms-text').append(title, text);
    });
    if (visit.step === 'JOIN' && microsoft.isBack()) return void microsoft.join(token);
    show('terms');
  }

  function forgetToken() {
    try {
      sessionStorage.removeItem('invitation');
    } catch {
      // It was never kept.
    }
  }

  /** Shows the step that the server says is next. */
  function proceed(next, choose) {
    progress = next;
    put('email', next.email);
    if (next.step === 'DONE') {
      forgetToken();
      return show('done');
    }
    if (next.step === 'PHONE') return show('pin');
    if (next.step === 'SECOND_FACTOR') {
      document.querySelector('[data-start="PHONE"]').hidden = !next.methods.includes('SMS');
      return show('factor');
    }
    document.querySelectorAll('.length').forEach(function (part) {
      part.textContent = String(next.demands.policy.minLength);
    });
    check();
    microsoft.offer(next.microsoft);
    if (microsoft.isBack()) return void microsoft.setUp(next.ticket);
    show(choose ? 'method' : 'password');
  }

  function check() {
    const value = byId('new-password').value;
    const kept = judge(value, progress.demands, common);
    document.querySelectorAll('[data-rule]').forEach(function (line) {
      const rule = line.dataset.rule;
      line.hidden = !(rule in kept);
      const good = value !== '' && kept[rule] === true;
      line.dataset.kept = String(good);
      line.querySelector('.mark').textContent = good ? 'Goed: ' : 'Nog niet: ';
    });
    return value !== '' && Object.values(kept).every(Boolean);
  }

  async function startSms(phone, faultId) {
    smsPhone = phone;
    const body = { ticket: progress.ticket, method: 'SMS' };
    if (phone !== undefined) body.phone = phone;
    const setup = await ask('invitation-factors', body, faultId);
    if (setup === null) return;
    factorId = setup.id;
    put('hint', setup.hint);
    byId('sms-code').value = '';
    show('sms');
  }

  async function startTotp() {
    const setup = await ask('invitation-factors', { ticket: progress.ticket, method: 'TOTP' }, 'factor');
    if (setup === null) return;
    factorId = setup.id;
    byId('qr').src = 'data:image/svg+xml;base64,' + btoa(setup.qrSvg);
    byId('secret').textContent = setup.secret.replace(/(.{4})(?=.)/g, '$1 ');
    byId('totp-code').value = '';
    show('totp');
  }

  async function confirm(fieldId) {
    const code = byId(fieldId).value.replace(/\s/g, '');
    if (!/^\d{6}$/.test(code)) return fault(fieldId, 'De code bestaat uit zes cijfers');
    const body = { ticket: progress.ticket, factorId, code };
    const next = await ask('invitation-factor-confirmations', body, fieldId);
    if (next !== null) proceed(next, true);
  }

  async function chooseWay(chosen) {
    if (chosen === 'SMS') {
      const sent = await ask('sign-in-challenges/' + challenge.id + '/codes', { method: 'SMS' }, 'join-way');
      if (sent === null) return;
      byId('join-hint').textContent = 'We hebben een code gestuurd naar ' + sent.hint + '. Hij is 5 minuten geldig.';
    } else {
      byId('join-hint').textContent = 'Open je authenticator-app en neem de code over.';
    }
    way = chosen;
    byId('join-code-field').value = '';
    show('join-code');
  }

  async function startJoin() {
    if (byId('join-password').value === '') return fault('join-password', 'Vul je wachtwoord in');
    const body = { token, password: byId('join-password').value };
    const next = await ask('invitation-logins', body, 'join-password');
    if (next === null) return;
    byId('join-password').value = '';
    challenge = next;
    document.querySelectorAll('[data-way]').forEach(function (button) {
      button.hidden = !next.methods.some(function (one) {
        return one.method === button.dataset.way;
      });
    });
    fault('join-way', '');
    show('join-way');
  }

  async function finishJoin() {
    const code = byId('join-code-field').value.replace(/\s/g, '');
    if (!/^\d{6}$/.test(code)) return fault('join-code-field', 'De code bestaat uit zes cijfers');
    const agreed = { token, termsVersion: visit.terms.version, agreed: true };
    const body = Object.assign(agreed, { challengeId: challenge.id, method: way, code });
    if ((await ask('invitation-memberships', body, 'join-code-field')) === null) return;
    forgetToken();
    show('joined');
  }

  function submit(name, work) {
    form(name).addEventListener('submit', function (event) {
      event.preventDefault();
      void work();
    });
  }

  function listenToForms() {
    byId('agree').addEventListener('change', function () {
      form('terms').querySelector('button').disabled = !byId('agree').checked;
    });
    submit('terms', async function () {
      if (!byId('agree').checked) return;
      const body = { token, termsVersion: visit.terms.version, agreed: true };
      if (visit.step === 'JOIN') return show('join');
      const next = await ask('invitation-acceptances', body, 'agree');
      if (next !== null) proceed(next, true);
    });
    submit('method', function () {
      fault('choice', '');
      if (form('method').elements.method.value === 'MICROSOFT') return microsoft.go(token, {}, 'choice');
      show('password');
    });
    byId('new-password').addEventListener('input', check);
    submit('password', async function () {
      if (!check()) return fault('new-password', 'Je wachtwoord voldoet nog niet aan alle regels.');
      const body = { ticket: progress.ticket, password: byId('new-password').value };
      const next = await ask('invitation-passwords', body, 'new-password');
      if (next === null) return;
      byId('new-password').value = '';
      proceed(next, true);
    });
    submit('join', startJoin);
    submit('join-code', finishJoin);
    submit('resume', async function () {
      if (byId('old-password').value === '') return fault('old-password', 'Vul je wachtwoord in');
      const body = { token, password: byId('old-password').value };
      const next = await ask('invitation-resumptions', body, 'old-password');
      if (next === null) return;
      byId('old-password').value = '';
      proceed(next, true);
    });
    submit('totp', function () {
      return confirm('totp-code');
    });
    submit('sms', function () {
      return confirm('sms-code');
    });
    submit('phone', function () {
      return startSms(byId('phone').value, 'phone');
    });
    submit('pin', function () {
      return startSms(undefined, 'pin');
    });
  }

  function listenToButtons() {
    document.querySelectorAll('[data-start]').forEach(function (button) {
      button.addEventListener('click', function () {
        if (button.dataset.start === 'TOTP') void startTotp();
        else if (button.dataset.start === 'PHONE') show('phone');
        else void startSms(smsPhone, 'sms-code');
      });
    });
    document.querySelectorAll('[data-way]').forEach(function (button) {
      button.addEventListener('click', function () {
        void chooseWay(button.dataset.way);
      });
    });
    document.querySelectorAll('[data-go]').forEach(function (button) {
      button.addEventListener('click', function () {
        show(button.dataset.go);
      });
    });
    document.querySelectorAll('[data-shows]').forEach(function (box) {
      box.addEventListener('change', function () {
        byId(box.dataset.shows).type = box.checked ? 'text' : 'password';
      });
    });
    byId('join-microsoft').addEventListener('click', function () {
      void microsoft.go(token, { termsVersion: visit.terms.version }, 'join-choice');
    });
    byId('again').addEventListener('click', function () {
      void open();
    });
  }

  listenToForms();
  listenToButtons();
  void open();
})();
