// Files on their way: three at a time, with progress and cancel, tied to the place where they were chosen.

import { failed, m, toast } from './kit.js';
import { t } from './i18n.js';
import { call, refreshShell, shell } from './rpc.js';

const AT_ONCE = 3, LARGEST = 128 << 20;
const places = new Map();       // place -> [{id, name, size, progress, state, file, request}]
let running = 0;
const queue = [];
let listener = () => {};
export const onUpload = (action) => { listener = action; };

export const filesOf = (place) => places.get(place) || [];
export const restoreFiles = (place, files) => { if (files && files.length && !places.has(place)) places.set(place, files.map((file) => ({ ...file, state: 'done' }))); };
export const uploading = (place) => filesOf(place).some((file) => file.state === 'waiting' || file.state === 'sending');
export const anyUploading = () => [...places.keys()].some(uploading);
export const takeFiles = (place) => { const files = filesOf(place).filter((file) => file.state === 'done'); places.delete(place); return files; };

export function add(place, files) {
  if (!places.has(place)) places.set(place, []);
  for (const file of files) {
    if (file.size > LARGEST) { toast(t('{name} is too large.', { name: file.name }), { error: true }); continue; }
    const one = { name: (file.name || t('Pasted picture') + '.png').normalize('NFC'), size: file.size, type: file.type, progress: 0, state: 'waiting', file };
    places.get(place).push(one);
    queue.push([place, one]);
  }
  next();
  m.redraw();
}

export function remove(place, one) {
  const files = filesOf(place), at = files.indexOf(one);
  if (at >= 0) files.splice(at, 1);
  if (one.request) one.request.abort();
  const waits = queue.findIndex(([, file]) => file === one);
  if (waits >= 0) queue.splice(waits, 1);
  if (one.id) call('ir.attachment', 'unlink', [[one.id]]).catch(failed);
  listener(place);
  m.redraw();
}

function next() {
  while (running < AT_ONCE && queue.length) {
    const [place, one] = queue.shift();
    ++running;
    upload(one, true).then(() => { one.state = 'done'; delete one.file; }, (error) => {
      const files = filesOf(place), at = files.indexOf(one);
      if (at >= 0) files.splice(at, 1);
      if (error) toast(t('{name} was not uploaded: {reason}', { name: one.name, reason: error.message }), { error: true });
    }).then(() => {
      --running;
      one.request = null;
      listener(place);
      m.redraw();
      next();
    });
  }
}

// Rejects with null when it was cancelled.
function upload(one, retry) {
  one.state = 'sending';
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append('csrf_token', shell.csrf);
    form.append('callback', 'uploaded');
    form.append('model', 'mail.compose.message');
    form.append('id', '0');
    form.append('ufile', one.file, one.name);
    const request = new XMLHttpRequest();
    one.request = request;
    request.open('POST', '/web/binary/upload_attachment');
    request.upload.onprogress = (event) => { one.progress = event.lengthComputable ? event.loaded / event.total : 0; m.redraw(); };
    request.onabort = () => reject(null);
    request.onerror = () => reject(new Error(t('No connection to the server.')));
    request.onload = () => {
      // The token lives for an hour.
      if (request.status === 400 && retry) return refreshShell().then(() => upload(one, false)).then(resolve, reject);
      if (request.status === 413) return reject(new Error(t('This is too large for the server.')));
      if (request.status !== 200) return reject(new Error('HTTP ' + request.status));
      try {
        const text = request.responseText;
        const found = JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1));
        if (found[0].error || !found[0].id) throw new Error(found[0].error);
        one.id = found[0].id;
        one.type = found[0].mimetype || one.type;
        return resolve();
      } catch (error) {
        return reject(new Error(error.message || t('The server did not take it.')));
      }
    };
    request.send(form);
  });
}
