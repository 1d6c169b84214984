// On a narrow screen the panels slide in over the chat, one at a time. What is covered or hidden is inert, so that
// neither Tab nor a screen reader ends up behind the scenery. On a wide screen nothing here has an effect.

import { byId } from './dom.js';

const narrow = matchMedia('(max-width: 1079px)'); // the same width as in chat.css
const panels = ['people', 'tools'];
let open = null;
let opener = null;
let appOpen = false;

export function openDrawer(id) {
  opener = document.activeElement;
  open = id;
  update();
  byId(id).querySelector('.drawer-close').focus();
}

export function closeDrawer() {
  if (open === null) return;
  open = null;
  update();
  opener?.focus();
}

/** On a narrow screen an open Mini App covers the chat. */
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
  document.querySelector('main').inert = narrow.matches && (open !== null || appOpen);
  byId('scrim').hidden = open === null;
}

for (const button of document.querySelectorAll('[data-drawer]')) button.addEventListener('click', () => openDrawer(button.dataset.drawer));
for (const button of document.querySelectorAll('.drawer-close')) button.addEventListener('click', closeDrawer);
byId('scrim').addEventListener('click', closeDrawer);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) closeDrawer();
});
narrow.addEventListener('change', update);
update();
