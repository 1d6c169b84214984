// The panel on the right: what the emulator is doing, and the switches that make it misbehave.

import * as api from './api.js';
import { byId, h, redraw } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { attempt, toast } from './overlay.js';
import { emit, on, viewer, world } from './world.js';

const RETRY_AFTER = 3;
const SILENCE_MS = 2000;

/** A switch shows what the server says, so a refused change springs back. */
const SWITCHES = [
  { testid: 'fault-twice', label: () => t('faultTwice'), isOn: () => world.faults.deliverTwice, set: (is) => setFaults({ deliverTwice: is }) },
  { testid: 'fault-reorder', label: () => t('faultReorder'), isOn: () => world.faults.reorder, set: (is) => setFaults({ reorder: is }) },
  sending(429),
  sending(502),
  { testid: 'fault-drop', label: () => t('faultDrop'), hint: () => t('faultDropHint'), isOn: () => world.faults.dropAfterWork, set: (is) => setFaults({ dropAfterWork: is }) },
  { testid: 'fault-block', label: () => t('faultBlock'), isOn: () => viewer()?.blocked, isShown: () => viewer() !== null, set: block },
];

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
    const input = box.querySelector(`[data-testid="${testid}"]`);
    input.checked = isOn() === true;
    input.closest('.switch').hidden = isShown?.() === false;
  }
  const seconds = box.querySelector('[data-testid="fault-retry-after"]');
  seconds.closest('.switch').hidden = world.faults.sendStatus !== 429;
  if (seconds !== document.activeElement) seconds.value = String(world.faults.retryAfter);
}

function switchRow({ testid, label, hint, set }) {
  const input = h('input', { type: 'checkbox', role: 'switch', dataset: { testid }, onchange: () => ask(input, set) });
  return h('label', { class: 'switch' }, h('span', {}, label(), hint && h('small', {}, hint())), input);
}

/** Busy until the server has answered: what is pressed next meets the world as the switches show it. */
async function ask(input, set) {
  input.setAttribute('aria-busy', 'true');
  await set(input.checked);
  input.removeAttribute('aria-busy');
}

function retryAfterRow() {
  return h('label', { class: 'switch' }, h('span', {}, t('retryAfter')), h('input', {
    type: 'number', min: '1', max: '600', dataset: { testid: 'fault-retry-after' },
    onchange: (event) => setFaults({ retryAfter: Math.min(600, Math.max(1, Math.round(Number(event.target.value)) || 1)) }),
  }));
}

async function setFaults(change) {
  const faults = await attempt(api.setFaults(change));
  if (faults) world.faults = faults;
  emit('faults');
}

async function block(blocked) {
  const learner = await attempt(api.updateLearner(world.viewerId, { blocked }));
  if (learner) world.learners.set(learner.id, learner);
  emit('learners');
}

/** Between two polls nobody listens for a moment; only a longer silence is worth a word. */
let listening = 'viaNothing';
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

byId('raw-update').addEventListener('submit', async (event) => {
  event.preventDefault();
  let update;
  try {
    update = JSON.parse(event.currentTarget.elements.json.value);
    if (update === null || typeof update !== 'object' || Array.isArray(update)) throw new Error(typeof update);
  } catch (error) {
    toast(t('rawUpdateBad', { reason: error.message }));
    return;
  }
  if ((await attempt(api.queueUpdate(update))) !== undefined) toast(t('queued'));
});

on('faults learners opened', drawFaults);
on('status', followStatus);
onLanguage(() => {
  drawFaults();
  drawStatus();
});
