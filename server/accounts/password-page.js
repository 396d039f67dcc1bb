/* The page behind a link to a new password. It has no modules and no library: the rules are those of the contract, and a
   test holds both against each other. The token stays in the fragment, which is never sent, until the form is. */
'use strict';

/** Lower case, without diacritics. */
function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const SIGNS = { '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's' };

function isCommon(common, folded) {
  const letters = folded.replace(/[@431!0$5]/g, function (sign) {
    return SIGNS[sign];
  });
  return common.has(folded) || common.has(letters);
}

function isGuessable(password, context, common) {
  const folded = fold(password);
  if (folded === '') return false;
  const stem = folded.replace(/[^\p{L}]+$/u, '');
  if (isCommon(common, folded) || (stem.length >= 4 && isCommon(common, stem))) return true;
  return context
    .flatMap(function (words) {
      return fold(words).split(/[^\p{L}\p{N}]+/u);
    })
    .some(function (word) {
      return word.length >= 4 && folded.includes(word) && folded.length - word.length <= 4;
    });
}

/** Each rule that the policy has, and whether the password keeps it. */
function judge(password, demands, common) {
  const policy = demands.policy;
  const kept = { LENGTH: [...password].length >= policy.minLength };
  if (policy.needUpper) kept.UPPER = /\p{Lu}/u.test(password);
  if (policy.needLower) kept.LOWER = /\p{Ll}/u.test(password);
  if (policy.needLetter && !policy.needUpper && !policy.needLower) kept.LETTER = /\p{L}/u.test(password);
  if (policy.needDigit) kept.DIGIT = /\p{Nd}/u.test(password);
  if (policy.needSpecial) kept.SPECIAL = /[^\p{L}\p{N}\s]/u.test(password);
  kept.GUESSABLE = !isGuessable(password, demands.context, common);
  return kept;
}

function start() {
  const token = location.hash.slice(1);
  // Not in the history, and not on the screen.
  history.replaceState(null, '', location.pathname);
  const form = document.querySelector('form');
  const field = document.querySelector('#password');
  const button = form.querySelector('[type=submit]');
  const message = document.querySelector('#message');
  let open = null;
  let common = new Set();

  function show(id) {
    document.querySelectorAll('[data-state]').forEach(function (part) {
      part.hidden = part.dataset.state !== id;
    });
    const title = document.querySelector('[data-state="' + id + '"] h1');
    if (title !== null) document.title = title.textContent;
  }

  function say(text) {
    message.textContent = text;
  }

  function post(path, body) {
    return fetch('/v1/' + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      referrerPolicy: 'no-referrer',
    });
  }

  function check() {
    const kept = judge(field.value, open, common);
    document.querySelectorAll('[data-rule]').forEach(function (line) {
      const rule = line.dataset.rule;
      line.hidden = !(rule in kept);
      const good = field.value !== '' && kept[rule] === true;
      line.dataset.kept = String(good);
      line.querySelector('.mark').textContent = line.hidden ? '' : good ? 'Goed: ' : 'Nog niet: ';
    });
    return field.value !== '' && Object.values(kept).every(Boolean);
  }

  async function load() {
    if (!/^[\w-]{43}$/.test(token)) return show('closed');
    const answers = await Promise.all([
      post('password-reset-openings', { token }),
      fetch('/wachtwoord/veelgebruikt.json'),
    ]);
    if (answers[0].status !== 200) return show(answers[0].status === 410 ? 'closed' : 'failed');
    open = await answers[0].json();
    if (answers[1].ok) common = new Set(await answers[1].json());
    document.querySelectorAll('.length').forEach(function (part) {
      part.textContent = String(open.policy.minLength);
    });
    check();
    show('form');
    field.focus();
  }

  async function save() {
    if (!check()) {
      say('Je wachtwoord voldoet nog niet aan alle regels.');
      field.focus();
      return;
    }
    button.disabled = true;
    say('');
    try {
      const answer = await post('password-reset-completions', { token, password: field.value });
      if (answer.status === 204) {
        field.value = '';
        show('done');
        document.querySelector('[data-state="done"] h1').focus();
      } else if (answer.status === 410) {
        show('closed');
      } else {
        const problem = await answer.json();
        const faults = (problem.errors || []).map(function (fault) {
          return fault.message;
        });
        say(faults.length > 0 ? faults.join('. ') + '.' : problem.detail);
      }
    } catch {
      say('Er is geen verbinding met de server. Probeer het opnieuw.');
    } finally {
      button.disabled = false;
    }
  }

  field.addEventListener('input', check);
  document.querySelector('#shown').addEventListener('change', function (event) {
    field.type = event.target.checked ? 'text' : 'password';
  });
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    void save();
  });
  document.querySelector('#again').addEventListener('click', function () {
    show('loading');
    attempt();
  });

  function attempt() {
    load().catch(function () {
      show('failed');
    });
  }
  attempt();
}

// Another page borrows the rules.
if (typeof document !== 'undefined' && document.body.dataset.page === 'password') start();
