// What the server writes about channels ("joined", "invited", commands), in the reader's language: it writes English.

import { m } from './kit.js';
import { t } from './i18n.js';
import { textOf } from './html.js';

const KNOWN = [
  [/^joined #(.+)$/, (found) => t('joined #{channel}', { channel: found[1] })],
  [/^left #(.+)$/, (found) => t('left #{channel}', { channel: found[1] })],
  [/^created #(.+)$/, (found) => t('created #{channel}', { channel: found[1] })],
  // the author of this one is who was invited
  [/^(.+) invited .+ to #(.+)$/, (found) => t('was invited to #{channel} by {name}', { name: found[1], channel: found[2] })],
  [/^invited (.+) to #(.+)$/, (found) => t('invited {name} to #{channel}', { name: found[1], channel: found[2] })],
];

export function notice(message) {
  const text = textOf(message.body).replace(/\s+/g, ' ');
  for (const [pattern, say] of KNOWN) {
    const found = pattern.exec(text);
    if (found) return m('span.body', { dir: 'auto' }, say(found));
  }
  return null;
}

const COMMANDS = { help: 'Show a helper message', leave: 'Leave this channel', who: 'List users in the current channel' };
// The server says it in the language of whoever asked first.
export const commandHelp = (command) => COMMANDS[command.name] ? t(COMMANDS[command.name]) : command.help;
