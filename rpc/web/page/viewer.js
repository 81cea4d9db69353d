// Pictures of a message, large, one after the other.

import { dialog, icon, iconButton, m } from './kit.js';
import { t } from './i18n.js';

export function show(file, files) {
  let at = Math.max(0, files.indexOf(file));
  const step = (by) => { at = (at + by + files.length) % files.length; };
  dialog(file.filename || file.name, () => {
    const one = files[at], name = one.filename || one.name;
    return m('figure', { onkeydown: (event) => {
      if (event.key === 'ArrowRight') step(1);
      else if (event.key === 'ArrowLeft') step(-1);
      else event.redraw = false;
    } }, [
      m('img', { key: one.id, src: `/web/image/${one.id}`, alt: name }),
      m('figcaption.steps', { key: 'steps' }, [
        files.length > 1 ? iconButton('back', t('Previous picture'), () => step(-1), { autofocus: true }) : null,
        m('span', files.length > 1 ? `${name} (${at + 1}/${files.length})` : name),
        m('a.icon-button', { href: `/web/content/${one.id}?download=1`, 'aria-label': t('Download'), title: t('Download') }, icon('download')),
        files.length > 1 ? m('button.icon-button', { type: 'button', 'aria-label': t('Next picture'), title: t('Next picture'), onclick: () => step(1) }, '›') : null,
      ]),
    ]);
  }, { className: 'viewer' });
}
