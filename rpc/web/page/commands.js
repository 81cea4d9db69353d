// What begins with "/": help and who in the reader's language, leave asks first, other commands are the server's.

import { ask, failed } from './kit.js';
import { list, t } from './i18n.js';
import { call } from './rpc.js';
import { changed, partner, state, title } from './store.js';

// Notes for this person alone: shown until the place is left, never stored.
export const notes = { place: '', rows: [] };
export function note(channel, lines) {
  notes.place = 'c' + channel.id;
  notes.rows = lines;
  changed();
}

export async function leaveChannel(channel) {
  if (channel.talk) {
    await call('mail.channel', 'channel_pin', [channel.uuid, false]).catch(failed);
    return;
  }
  const text = channel.public === 'private' ? t('You can come back only when somebody invites you.') : t('You can join again at any time.');
  if (!(await ask(t('Leave #{name}?', { name: title(channel) }), text, t('Leave')))) return;
  await call('mail.channel', 'action_unfollow', [[channel.id]]).catch(failed);
}

// True when the text was a command and is done with.
export function run(channel, text) {
  const found = /^\/(\w+)(?:\s|$)/.exec(text);
  const command = found && state.commands.find((one) => one.name === found[1]);
  if (!command || (command.channel_types && !command.channel_types.includes(channel.type))) return false;
  if (command.name === 'help') help(channel);
  else if (command.name === 'who') who(channel);
  else if (command.name === 'leave') leaveChannel(channel);
  else call('mail.channel', 'execute_command', [[channel.id]], { command: command.name, body: text }).catch(failed);
  return true;
}

function help(channel) {
  note(channel, [
    channel.type === 'chat' ? t('You are in a private conversation with {name}.', { name: title(channel) }) : t('You are in channel #{name}.', { name: title(channel) }),
    t('@name mentions somebody, who then finds the message in the inbox.'), t('#name links to a channel.'),
    t('/command does something: type / for the list.'), t(':shortcut inserts a canned response or an emoji.'),
  ]);
}
function who(channel) {
  const names = channel.members.filter((id) => id !== state.me).map((id) => partner(id).name);
  note(channel, [names.length ? t('In this channel: {names} and you.', { names: list(names) }) : t('You are alone in this channel.')]);
}
