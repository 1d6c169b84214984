// The panel on the right: what the emulator is doing, and the switches that make it misbehave.

import * as api from './api.js';
import { byId, h, redraw } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { attempt, toast } from './overlay.js';
import { emit, on, viewer, world } from './world.js';

/** A switch shows what the server says, so a refused change springs back. */
const SWITCHES = [
  { testid: 'fault-twice', label: () => t('faultTwice'), isOn: (faults) => faults.deliverTwice, change: (is) => ({ deliverTwice: is }) },
  { testid: 'fault-reorder', label: () => t('faultReorder'), isOn: (faults) => faults.reorder, change: (is) => ({ reorder: is }) },
  sending(429),
  sending(502),
  { testid: 'fault-drop', label: () => t('faultDrop'), hint: () => t('faultDropHint'), isOn: (faults) => faults.dropAfterWork, change: (is) => ({ dropAfterWork: is }) },
];

function sending(status) {
  return {
    testid: `fault-${status}`,
    label: () => t('faultSend', { status }),
    hint: () => t(`faultSend${status}`),
    isOn: (faults) => faults.sendStatus === status,
    change: (is) => ({ sendStatus: is ? status : 0 }),
    after: status === 429 ? retryAfter : undefined,
  };
}

/** Counts refused changes: after one the switches are drawn anew, since only the switch itself has changed. */
let refusals = 0;

function drawFaults() {
  const learner = viewer();
  const key = [language(), world.faults, learner?.id, learner?.blocked, refusals];
  redraw(byId('faults'), key, () => {
    const rows = SWITCHES.flatMap(({ testid, label, hint, isOn, change, after }) => [
      switchRow(testid, label(), hint?.(), isOn(world.faults), (is) => setFaults(change(is))),
      after && isOn(world.faults) && after(),
    ]);
    if (learner) rows.push(switchRow('fault-block', t('faultBlock'), undefined, learner.blocked, block));
    return rows.filter(Boolean);
  });
}

function switchRow(testid, label, hint, checked, change) {
  const input = h('input', { type: 'checkbox', role: 'switch', checked, dataset: { testid }, onchange: () => change(input.checked) });
  return h('label', { class: 'switch' }, h('span', {}, label, hint && h('small', {}, hint)), input);
}

function retryAfter() {
  return h('label', { class: 'switch' }, h('span', {}, t('retryAfter')), h('input', {
    type: 'number', min: '1', max: '600', value: String(world.faults.retryAfter ?? 3), dataset: { testid: 'fault-retry-after' },
    onchange: (event) => setFaults({ retryAfter: Math.min(600, Math.max(1, Math.round(Number(event.target.value)) || 1)) }),
  }));
}

async function setFaults(change) {
  const faults = await attempt(api.setFaults(change));
  if (faults) world.faults = faults;
  else refusals += 1;
  emit('faults');
}

async function block(blocked) {
  const learner = await attempt(api.updateLearner(world.viewerId, { blocked }));
  if (learner) world.learners.set(learner.id, learner);
  else refusals += 1;
  emit('learners');
}

function drawStatus() {
  const { pendingUpdates, poller, webhook } = world.status;
  const via = webhook ? 'viaWebhook' : poller ? 'viaPolling' : 'viaNothing';
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
on('status', drawStatus);
onLanguage(() => {
  drawFaults();
  drawStatus();
});
