// The window of the list and its anchor: which articles are drawn, and that they stay where they are while others come and go.
// Only the person's own scrolling changes the state; what the page moves itself does not count.

export const MOST = 200, START = 60, STEP = 30;

export class Scroll {
  constructor(place) {
    this.place = place;
    this.following = !place.anchor;
    this.from = null;       // the first id drawn; null: START before the end
    this.to = null;         // the last one; null: the end
    this.set = -1;
    if (place.anchor) this.around(place.anchor.id);
  }

  range() {
    const ids = this.place.ids;
    let end = this.to === null ? ids.length : upper(ids, this.to);
    if (!end) { this.to = null; end = ids.length; }
    let start = this.from === null ? Math.max(0, end - START) : lower(ids, this.from);
    if (start >= end) start = Math.max(0, end - START);
    if (end - start > MOST && this.to === null && this.following) {
      start = end - START;
      this.from = ids[start];
    }
    return [start, end];
  }

  around(id) {
    const ids = this.place.ids, at = lower(ids, id);
    this.from = ids[Math.max(0, at - STEP)] ?? null;
    const end = Math.min(ids.length, at + STEP);
    this.to = end === ids.length ? null : ids[end - 1];
  }

  // More at the top; false when the store has none.
  extendUp() {
    const ids = this.place.ids, [start, end] = this.range();
    if (start === 0) return false;
    this.from = ids[Math.max(0, start - STEP)];
    if (end - lower(ids, this.from) > MOST) this.to = ids[lower(ids, this.from) + MOST - 1];
    return true;
  }

  extendDown() {
    const ids = this.place.ids, [start, end] = this.range();
    if (this.to === null) return false;
    const next = Math.min(ids.length, end + STEP);
    this.to = next === ids.length ? null : ids[next - 1];
    if (next - start > MOST) this.from = ids[next - MOST];
    return true;
  }

  toEnd() {
    this.following = true;
    this.from = this.to = null;
    this.place.anchor = null;
  }

  // Before the list changes: the first article that is in view, and where.
  measure(box) {
    if (this.following) { this.kept = null; return; }
    const top = box.getBoundingClientRect().top;
    for (const article of box.querySelectorAll('[data-id]')) {
      const at = article.getBoundingClientRect();
      if (at.bottom > top) {
        this.kept = { id: Number(article.dataset.id), offset: at.top - top };
        return;
      }
    }
    this.kept = null;
  }

  restore(box) {
    if (this.following) this.move(box, box.scrollHeight);
    else if (this.kept) {
      const article = box.querySelector(`[data-id="${this.kept.id}"]`);
      if (article) {
        const offset = article.getBoundingClientRect().top - box.getBoundingClientRect().top;
        if (Math.abs(offset - this.kept.offset) > 0.5) this.move(box, box.scrollTop + offset - this.kept.offset);
      }
    }
  }

  move(box, top) {
    box.scrollTop = top;
    this.set = box.scrollTop;
  }

  // A scroll event: true when the person did it.
  scrolled(box) {
    const own = Math.abs(box.scrollTop - this.set) < 2;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    if (own && !(atEnd && this.to === null)) return false;
    this.set = -1;
    this.following = atEnd && this.to === null && !this.place.hasNewer;
    this.measure(box);
    this.place.anchor = this.following ? null : this.kept;
    return true;
  }
}

// The first index whose id is at least, or more than, `id`.
export function lower(ids, id) {
  let low = 0, high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
const upper = (ids, id) => lower(ids, id + 1);
