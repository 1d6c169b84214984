// The panel on the right: what the emulator is doing, and the switches that make it misbehave.

/** @import { Faults } from '../../types/playground.js' */

import * as api from './api.js';
import { byId, fieldOf, h, one, redraw } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { attempt, reasonOf, toast } from './overlay.js';
import { emit, on, onAny, viewer, world } from './world.js';

const RETRY_AFTER = 3;
const SILENCE_MS = 2000;

/**
 * A switch shows what the server says, so a refused change springs back.
 * @typedef {object} Switch
 * @property {string} testid
 * @property {() => string} label
 * @property {() => string} [hint]
 * @property {() => boolean | undefined} isOn
 * @property {() => boolean} [isShown]
 * @property {(is: boolean) => Promise<void>} set
 */

/** @type {Switch[]} */
const SWITCHES = [
  { testid: 'fault-twice', label: () => t('faultTwice'), isOn: () => world.faults.deliverTwice, set: (is) => setFaults({ deliverTwice: is }) },
  { testid: 'fault-reorder', label: () => t('faultReorder'), isOn: () => world.faults.reorder, set: (is) => setFaults({ reorder: is }) },
  sending(429),
  sending(502),
  { testid: 'fault-drop', label: () => t('faultDrop'), hint: () => t('faultDropHint'), isOn: () => world.faults.dropAfterWork, set: (is) => setFaults({ dropAfterWork: is }) },
  { testid: 'fault-block', label: () => t('faultBlock'), isOn: () => viewer()?.blocked, isShown: () => viewer() !== null, set: block },
];

/** @param {429 | 502} status @returns {Switch} */
function sending(status) {
  return {
    testid: `fault-${status}`,
    label: () => t('faultSend', { status }),
    hint: () => t(`faultSend${status}`),
    isOn: () => world.faults.sendStatus === status,
    set: (is) => setFaults(is && status === 429
      ? { sendStatus: 429, retryAfter: world.faults.retryAfter || RETRY_AFTER }
      : { sendStatus: is ? status : 0 }),
  };
}

/** Builds the rows once per language; afterwards only their state changes, so that no press meets a vanished switch. */
function drawFaults() {
  const box = byId('faults');
  redraw(box, language(), () => SWITCHES.flatMap((each) => (each.testid === 'fault-429' ? [switchRow(each), retryAfterRow()] : [switchRow(each)])));
  for (const { testid, isOn, isShown } of SWITCHES) {
    const { input, row } = inRow(box, testid);
    input.checked = isOn() === true;
    row.hidden = isShown?.() === false;
  }
  const { input: seconds, row } = inRow(box, 'fault-retry-after');
  row.hidden = world.faults.sendStatus !== 429;
  if (seconds !== document.activeElement) seconds.value = String(world.faults.retryAfter);
}

/** A control and the row that it stands in. @param {HTMLElement} box @param {string} testid */
function inRow(box, testid) {
  const input = one(box, `[data-testid="${testid}"]`);
  const row = input?.parentElement;
  if (!(input instanceof HTMLInputElement) || !row) throw new Error(`there is no switch ${testid}`);
  return { input, row };
}

/** @param {Switch} each */
function switchRow({ testid, label, hint, set }) {
  const input = h('input', { type: 'checkbox', role: 'switch', dataset: { testid }, onchange: (event) => ask(event.currentTarget, set) });
  return h('label', { class: 'switch' }, h('span', {}, label(), hint && h('small', {}, hint())), input);
}

/** Busy until the server has answered: what is pressed next meets the world as the switches show it. @param {HTMLInputElement} input @param {Switch['set']} set */
async function ask(input, set) {
  input.setAttribute('aria-busy', 'true');
  await set(input.checked);
  input.removeAttribute('aria-busy');
}

function retryAfterRow() {
  return h('label', { class: 'switch' }, h('span', {}, t('retryAfter')), h('input', {
    type: 'number', min: '1', max: '600', dataset: { testid: 'fault-retry-after' },
    onchange: (event) => setFaults({ retryAfter: Math.min(600, Math.max(1, Math.round(Number(event.currentTarget.value)) || 1)) }),
  }));
}

/** @param {Partial<Faults>} change */
async function setFaults(change) {
  const faults = await attempt(api.setFaults(change));
  if (faults) world.faults = faults;
  emit('faults');
}

/** @param {boolean} blocked */
async function block(blocked) {
  const learner = await attempt(api.updateLearner(world.viewerId, { blocked }));
  if (learner) world.learners.set(learner.id, learner);
  emit('learners');
}

/** Between two polls nobody listens for a moment; only a longer silence is worth a word. */
/** @type {'viaNothing' | 'viaPolling' | 'viaWebhook'} */
let listening = 'viaNothing';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

function followStatus() {
  const { poller, webhook } = world.status;
  const via = webhook ? 'viaWebhook' : poller ? 'viaPolling' : 'viaNothing';
  clearTimeout(silence);
  if (via === 'viaNothing') {
    silence = setTimeout(() => {
      listening = via;
      drawStatus();
    }, SILENCE_MS);
  } else {
    listening = via;
  }
  drawStatus();
}

function drawStatus() {
  const { pendingUpdates, webhook } = world.status;
  const via = listening;
  byId('status').replaceChildren(
    h('dt', {}, t('pendingUpdates')), h('dd', { dataset: { testid: 'pending' } }, String(pendingUpdates)),
    h('dt', {}, t('receive')), h('dd', { dataset: { testid: 'receives', via: via.slice(3).toLowerCase() }, title: webhook ?? '' },
      h('span', { class: via === 'viaNothing' ? 'lamp off' : 'lamp', ariaHidden: 'true' }), t(via)));
}

const rawUpdate = byId('raw-update', HTMLFormElement);
rawUpdate.addEventListener('submit', async (event) => {
  event.preventDefault();
  let update;
  try {
    update = JSON.parse(fieldOf(rawUpdate, 'json', HTMLTextAreaElement).value);
    if (update === null || typeof update !== 'object' || Array.isArray(update)) throw new Error(typeof update);
  } catch (error) {
    toast(t('rawUpdateBad', { reason: reasonOf(error) }));
    return;
  }
  if ((await attempt(api.queueUpdate(update))) !== undefined) toast(t('queued'));
});

onAny(['faults', 'learners', 'opened'], drawFaults);
on('status', followStatus);
onLanguage(() => {
  drawFaults();
  drawStatus();
});
