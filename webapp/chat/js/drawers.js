// On a narrow screen the panels slide in over the chat, one at a time. What is covered or hidden is inert, so that
// neither Tab nor a screen reader ends up behind the scenery. On a wide screen nothing here has an effect.

import { byId, every, focusedIn, one } from './dom.js';

const narrow = matchMedia('(max-width: 1079px)'); // the same width as in chat.css
/** @typedef {'people' | 'tools'} Panel */

/** @type {Panel[]} */
const panels = ['people', 'tools'];
/** @type {Panel | null} */
let open = null;
/** @type {HTMLElement | null} */
let opener = null;
let appOpen = false;

/** @param {Panel} id */
export function openDrawer(id) {
  opener = focusedIn(document.body);
  open = id;
  update();
  one(byId(id), '.drawer-close')?.focus();
}

export function closeDrawer() {
  if (open === null) return;
  open = null;
  update();
  opener?.focus();
}

/** On a narrow screen an open Mini App covers the chat. @param {boolean} covers */
export function miniAppCovers(covers) {
  appOpen = covers;
  update();
}

function update() {
  if (!narrow.matches) open = null;
  for (const id of panels) {
    byId(id).classList.toggle('open', open === id);
    byId(id).inert = narrow.matches && open !== id;
  }
  const main = one(document, 'main');
  if (main) main.inert = narrow.matches && (open !== null || appOpen);
  byId('scrim').hidden = open === null;
}

for (const id of panels) {
  for (const button of every(document, `[data-drawer="${id}"]`)) button.addEventListener('click', () => openDrawer(id));
}
for (const button of every(document, '.drawer-close')) button.addEventListener('click', closeDrawer);
byId('scrim').addEventListener('click', closeDrawer);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) closeDrawer();
});
narrow.addEventListener('change', update);
update();
