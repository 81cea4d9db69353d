// The title's number, desktop notifications (asked for, never assumed) and a short sound that can be muted.

import { storage } from './kit.js';
import { t } from './i18n.js';
import { textOf } from './html.js';
import { isLeader, tell } from './bus.js';
import { go, hashOf, route } from './route.js';
import { channelOf, inboxCount, mine, state, title, unreadOf } from './store.js';

// "all", "mentions" or "none" for a channel; direct chats and mentions are told unless "none".
export const levelOf = (channel) => storage.get(`notify:${state.uid}:${channel.id}`) || 'mentions';
export const setLevel = (channel, level) => storage.set(`notify:${state.uid}:${channel.id}`, level === 'mentions' ? null : level);
export const soundOn = () => storage.get('sound') !== false;
export const desktopOn = () => 'Notification' in window && Notification.permission === 'granted' && storage.get('desktop') !== false;

export function showTitle() {
  const direct = [...state.channels.values()].filter((channel) => channel.talk).reduce((sum, channel) => sum + unreadOf(channel), 0);
  const count = direct + inboxCount();
  const others = [...state.channels.values()].some((channel) => !channel.talk && unreadOf(channel));
  const channel = route.now.key && channelOf(route.now.key);
  const text = (count ? `(${count}) ` : others ? '• ' : '') + (channel ? `${title(channel)} – ` : '') + t('Discuss');
  if (document.title !== text) document.title = text;
}

let soundedAt = 0;
export function sound() {
  if (!soundOn() || Date.now() - soundedAt < 3000) return;
  // a page that nobody has touched yet may not sound, and the browser complains of the attempt
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  soundedAt = Date.now();
  try {
    const context = new AudioContext(), tone = context.createOscillator(), volume = context.createGain();
    tone.frequency.value = 660;
    tone.frequency.setValueAtTime(880, context.currentTime + 0.09);
    volume.gain.setValueAtTime(0.08, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.25);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.25);
    tone.onended = () => context.close();
  } catch { /* silence */ }
}

const seen = new Set();
export function arrivedMessage(message, channel) {
  if (mine(message) || seen.has(message.id) || message.message_type === 'notification') return;
  seen.add(message.id);
  if (Date.now() - Date.parse(message.date.replace(' ', 'T') + 'Z') > 60000) return;
  const level = channel ? levelOf(channel) : 'mentions';
  const mentioned = (message.partner_ids || []).some((one) => one === state.me || one[0] === state.me) || (message.needaction_partner_ids || []).includes(state.me);
  const wanted = level !== 'none' && (level === 'all' || mentioned || (channel && channel.talk));
  if (!wanted || !isLeader()) return;
  const key = channel ? 'c' + channel.id : 'inbox';
  if (document.visibilityState === 'visible' && document.hasFocus() && route.now.key === key) return;
  sound();
  if (!desktopOn()) return;
  try {
    const shown = new Notification(`${message.author_id ? message.author_id[1] : ''}${channel && channel.type !== 'chat' ? ` – #${title(channel)}` : ''}`,
      { body: textOf(message.body).slice(0, 150), tag: 'm' + message.id });
    shown.onclick = () => { window.focus(); tell({ kind: 'focus' }); go(hashOf(key, message.id)); shown.close(); };
  } catch { /* Android wants a service worker: the sound must do */ }
}
