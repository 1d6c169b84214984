// Where the learner is signed in: a sheet with every open session, to be ended one by one or all at once. Start at
// `createDevices`.

/** @import { Device } from '../../types/api.js' */
/** @import { Api } from './api.js' */

import { ApiError, isOver } from './api.js';
import { byId, h, icon, one } from './dom.js';
import { ago, t } from './i18n.js';
import { createModal } from './modal.js';

const dialog = /** @type {HTMLDialogElement} */ (byId('devices'));

/** The way to it from the page. @param {() => void} onOpen */
export function devicesButton(onOpen) {
  return h('button', { type: 'button', class: 'button button-quiet', 'data-testid': 'devices', onclick: onOpen }, t('devices.open'));
}

/**
 * `onOver(error)` is called when the learner has signed out on this very page.
 * @param {object} page
 * @param {Api} page.api
 * @param {(words: string) => void} page.announce
 * @param {(error: unknown) => void} page.onOver
 */
export function createDevices({ api, announce, onOver }) {
  const modal = createModal(dialog, () => {
    dialog.replaceChildren();
    one(document, '[data-testid="devices"]')?.focus();
  });

  async function open() {
    draw(h('p', { class: 'devices-about' }, t('screen.loading')));
    modal.show();
    await work(load);
  }

  async function load() {
    const devices = await api.devices();
    if (dialog.open) draw(...list(devices));
  }

  /** @param {Device} device */
  const end = (device) => work(async () => {
    await api.endSession(device.id);
    if (device.current) throw new ApiError('signedOut');
    await load();
    announce(t('devices.done'));
    dialog.querySelector('h2')?.focus();
  });

  const endAll = () => work(async () => {
    await api.endSessions();
    throw new ApiError('signedOut');
  });

  /** Does it and says what came in its way. @param {() => Promise<void>} doing */
  async function work(doing) {
    dialog.setAttribute('aria-busy', 'true');
    for (const button of controls()) button.setAttribute('aria-disabled', 'true');
    try {
      await doing();
    } catch (error) {
      if (isOver(error)) {
        dialog.close();
        onOver(error);
        return;
      }
      // Somebody was faster with what is gone: the list tells.
      if (error instanceof ApiError && error.status === 404) await load().catch(fail);
      else fail(error);
    } finally {
      dialog.removeAttribute('aria-busy');
      for (const button of controls()) button.removeAttribute('aria-disabled');
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    const kind = error instanceof ApiError ? error.kind : 'problem';
    const words = kind === 'stranger' ? t('stranger.text') : t(`error.${kind}.text`);
    one(dialog, '[data-testid="devices-failure"]')?.remove();
    dialog.append(h('p', { class: 'devices-about', role: 'alert', 'data-testid': 'devices-failure' }, words));
  }

  /** @param {(HTMLElement | false)[]} content */
  function draw(...content) {
    dialog.replaceChildren(
      h('div', { class: 'sheet-head' },
        h('h2', { id: 'devices-title', tabindex: '-1' }, t('devices.open')),
        h('button', { type: 'button', class: 'sheet-close', 'data-testid': 'close', 'aria-label': t('close'), onclick: () => dialog.close() }, icon('close'))),
      ...content.filter((part) => part !== false));
  }

  /** @param {Device[]} devices */
  function list(devices) {
    return [
      h('p', { class: 'devices-about' }, t('devices.about')),
      h('ul', { class: 'card devices', role: 'list' }, devices.map(row)),
      h('button', { type: 'button', class: 'button', 'data-testid': 'end-sessions', onclick: endAll }, t('devices.all')),
    ];
  }

  /** @param {Device} device */
  function row(device) {
    const name = device.device || t('devices.unnamed');
    const used = device.current ? t('devices.current') : ago(new Date(device.lastUsedAt), new Date());
    return h('li', { class: 'device', 'data-testid': device.current ? 'device-current' : 'device' },
      h('span', { class: 'lesson-words' },
        h('span', { class: 'lesson-title' }, name),
        ' ',
        h('span', { class: 'lesson-meta' }, used)),
      h('button', { type: 'button', class: 'device-end', 'data-testid': 'end-session', 'aria-label': t('devices.outOf', { device: name }), onclick: () => end(device) }, t('devices.out')));
  }

  const controls = () => dialog.querySelectorAll('button:not(.sheet-close)');

  return { open };
}
