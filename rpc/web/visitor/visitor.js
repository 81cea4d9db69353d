// Live chat on somebody's website: a button, and a window to talk with an operator. One classic script, which a page includes by
//   <script src="http://ADDR:PORT/im_livechat/loader/1" async></script>
// data-lang="fr" and data-colour="#714b67" may be added. It asks the routes that Odoo's own live chat asks, from any site, and
// without cookies: whoever looks at the page is a stranger. What is said is shown as text; nothing of it is taken as HTML.
(() => {
  const script = document.currentScript;
  const address = new URL(script.src);
  const channel = Number(address.pathname.split('/').pop());
  const storageKey = `chatterd-livechat:${address.origin}:${channel}`;

  const french = {
    'Chat with us': 'Discutez avec nous', 'Live chat': 'Discussion en direct', Close: 'Fermer', Message: 'Message', 'Write a message …': 'Écrivez un message …',
    Send: 'Envoyer', Visitor: 'Visiteur', 'How may we help you?': 'Comment pouvons-nous vous aider ?', 'Nobody is there at the moment.': 'Personne n’est là pour le moment.',
    'It was not sent. Try again.': 'Le message n’est pas parti. Réessayez.', '{name} is writing …': '{name} écrit …', 'How was it?': 'Comment était-ce ?', Good: 'Bien', Fair: 'Moyen',
    Bad: 'Mal', 'What could be better?': 'Que pourrait-on améliorer ?', 'Thank you.': 'Merci.', You: 'Vous', Operator: 'Opérateur', Skip: 'Passer',
  };
  const language = script.dataset.lang || document.documentElement.lang || navigator.language || 'en';
  const t = (text, values = {}) => ((language.startsWith('fr') && french[text]) || text).replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  // ---- what is known of this visitor, in his own browser
  const saved = { session: null, last: 0, pages: [], open: false };
  try { Object.assign(saved, JSON.parse(localStorage.getItem(storageKey))); } catch { /* a first visit */ }
  const save = () => { try { localStorage.setItem(storageKey, JSON.stringify(saved)); } catch { /* this page only */ } };
  saved.pages = [location.href, ...saved.pages.filter((page) => page !== location.href)].slice(0, 15);
  save();

  async function ask(path, params) {
    const answer = await fetch(address.origin + path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, credentials: 'omit', body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
    });
    const data = await answer.json();
    if (data.error) throw new Error(data.error.message);
    return data.result;
  }

  // ---- the window
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; font: 15px/1.4 system-ui, sans-serif; color: #222; }
    * { box-sizing: border-box; font: inherit; }
    button { cursor: pointer; border: 0; border-radius: 6px; padding: 8px 14px; background: var(--colour); color: #fff; }
    button:focus-visible, textarea:focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }
    .window { display: flex; flex-direction: column; width: min(340px, calc(100vw - 32px)); height: min(440px, calc(100vh - 32px)); background: #fff; border-radius: 10px; overflow: hidden; box-shadow: 0 4px 24px #0004; }
    .head { display: flex; align-items: center; justify-content: space-between; background: var(--colour); color: #fff; padding: 4px 4px 4px 14px; font-weight: 600; }
    .list { flex: 1; overflow-y: auto; padding: 10px 12px; margin: 0; list-style: none; }
    .list li { margin: 0 0 8px; padding: 6px 10px; border-radius: 8px; background: #eee; width: fit-content; max-width: 85%; white-space: pre-wrap; overflow-wrap: anywhere; }
    .list li.mine { margin-left: auto; background: #dce9ff; }
    .list b { display: block; font-size: 12px; font-weight: 600; }
    .note { padding: 0 12px; min-height: 1.4em; font-size: 13px; color: #555; }
    form { display: flex; gap: 6px; padding: 8px; border-top: 1px solid #ddd; }
    textarea { flex: 1; resize: none; height: 38px; padding: 7px; border: 1px solid #999; border-radius: 6px; }
    .rating { padding: 12px; display: flex; flex-wrap: wrap; gap: 8px; }
    .rating p, .rating textarea { width: 100%; margin: 0; flex: none; }
    [hidden] { display: none !important; }`);
  root.adoptedStyleSheets = [sheet];
  host.style.setProperty('--colour', script.dataset.colour || '#714b67');
  const make = (name, properties = {}, children = []) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) key.includes('-') || key === 'role' ? node.setAttribute(key, value) : (node[key] = value);
    node.append(...children);
    return node;
  };
  const list = make('ul', { className: 'list', role: 'log', 'aria-label': t('Live chat') });
  const note = make('div', { className: 'note', role: 'status' });
  const field = make('textarea', { placeholder: t('Write a message …'), 'aria-label': t('Message'), maxLength: 5000 });
  const form = make('form', {}, [field, make('button', { type: 'submit', textContent: t('Send') })]);
  const title = make('span', { textContent: t('Live chat') });
  const shut = make('button', { type: 'button', textContent: '×', title: t('Close'), 'aria-label': t('Close') });
  const rating = make('div', { className: 'rating', hidden: true });
  const panel = make('div', { className: 'window', role: 'dialog', 'aria-label': t('Live chat'), hidden: true },
    [make('div', { className: 'head' }, [title, shut]), list, note, rating, form]);
  const button = make('button', { type: 'button', textContent: t('Chat with us'), hidden: true });
  root.append(panel, button);

  // The words of an HTML body; a document without a window loads nothing and runs nothing.
  function words(html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    for (const node of parsed.querySelectorAll('br')) node.replaceWith('\n');
    for (const node of parsed.querySelectorAll('p, li, div')) node.append('\n');
    for (const node of parsed.querySelectorAll('script, style')) node.remove();
    return parsed.body.textContent.trim();
  }
  const shown = new Set();
  function show(message) {
    if (shown.has(message.id)) return;
    shown.add(message.id);
    const [author, name] = message.author_id || [0, ''];
    list.append(make('li', { className: author ? '' : 'mine' }, [make('b', { textContent: author ? name || t('Operator') : t('You') }), words(message.body)]));
    list.scrollTop = list.scrollHeight;
    note.textContent = '';
  }
  function say(text) {
    list.append(make('li', {}, [text]));
  }

  // ---- the conversation
  let polling = false;
  async function listen() {
    if (polling) return;
    polling = true;
    let wait = 1000;
    while (saved.session) {
      try {
        for (const row of await ask('/longpolling/poll', { channels: [saved.session.uuid], last: saved.last, options: {} })) {
          saved.last = Math.max(saved.last, row.id);
          hear(row.message);
        }
        save();
        wait = 1000;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, 60000);
      }
    }
    polling = false;
  }
  function hear(message) {
    if (!message || typeof message !== 'object') return;
    if (message._type === 'history_command')
      ask('/im_livechat/history', { pid: saved.session.operator_pid[0], channel_uuid: saved.session.uuid, page_history: saved.pages }).catch(() => {});
    else if (message.info === 'typing_status') {
      if (!message.is_website_user) note.textContent = message.is_typing ? t('{name} is writing …', { name: message.partner_id === saved.session.operator_pid[0] ? saved.session.operator_pid[1] : t('Operator') }) : '';
    } else if (message.body !== undefined && message.id) show(message);
  }

  async function begin() {
    if (saved.session) return true;
    const session = await ask('/im_livechat/get_session', {
      channel_id: channel, anonymous_name: t('Visitor'), previous_operator_id: saved.operator || null,
    });
    if (!session) {
      note.textContent = t('Nobody is there at the moment.');
      return false;
    }
    saved.session = { uuid: session.uuid, operator_pid: session.operator_pid || [0, ''] };
    saved.operator = saved.session.operator_pid[0];
    saved.last = 0;
    save();
    listen();
    return true;
  }

  async function send() {
    const text = field.value.trim();
    if (!text) return;
    try {
      if (!await begin()) return;
      await ask('/mail/chat_post', { uuid: saved.session.uuid, message_content: text });
      field.value = '';
      typed = 0;
    } catch {
      note.textContent = t('It was not sent. Try again.');
    }
    field.focus();
  }
  form.addEventListener('submit', (event) => { event.preventDefault(); send(); });
  let typed = 0;
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    event.stopPropagation();
  });
  field.addEventListener('input', () => {
    if (!saved.session || Date.now() - typed < 10000) return;
    typed = Date.now();
    ask('/im_livechat/notify_typing', { uuid: saved.session.uuid, is_typing: true }).catch(() => {});
  });

  async function open() {
    panel.hidden = rating.hidden = false;
    rating.hidden = true;
    form.hidden = list.hidden = false;
    button.hidden = true;
    saved.open = true;
    save();
    if (saved.session && !shown.size) {
      try {
        for (const message of (await ask('/mail/chat_history', { uuid: saved.session.uuid, limit: 100 })).reverse()) show(message);
      } catch { /* what comes next is shown */ }
      listen();
    } else if (!list.children.length) say(t('How may we help you?'));
    field.focus();
  }
  function away() {
    panel.hidden = true;
    button.hidden = false;
    saved.open = false;
    save();
    button.focus();
  }
  function finish() {
    Object.assign(saved, { session: null, last: 0 });
    shown.clear();
    list.replaceChildren();
    away();
  }
  // Who has talked is asked how it was; who has not just closes.
  shut.addEventListener('click', () => {
    if (!saved.session || !rating.hidden) return saved.session ? finish() : away();
    rating.hidden = false;
    form.hidden = list.hidden = true;
    const reason = make('textarea', { placeholder: t('What could be better?'), 'aria-label': t('What could be better?') });
    const rate = (label, value) => make('button', { type: 'button', textContent: label, onclick: async () => {
      try {
        await ask('/im_livechat/feedback', { uuid: saved.session.uuid, rate: value, reason: reason.value.trim() || null });
      } catch { /* it was a courtesy */ }
      finish();
    } });
    rating.replaceChildren(make('p', { textContent: t('How was it?') }), reason, rate(t('Good'), 10), rate(t('Fair'), 5), rate(t('Bad'), 1),
      make('button', { type: 'button', textContent: t('Skip'), onclick: finish }));
    return undefined;
  });
  button.addEventListener('click', open);

  (async () => {
    let answer = { available_for_me: false, rule: {} };
    try { answer = await ask('/im_livechat/init', { channel_id: channel }); } catch { /* no live chat: no button */ }
    if (!saved.session && !answer.available_for_me) return;
    document.body.append(host);
    button.hidden = false;
    if (saved.session && saved.open) open();
    else if (answer.rule.action === 'auto_popup') setTimeout(() => button.hidden || open(), (answer.rule.auto_popup_timer || 0) * 1000);
  })();
})();
