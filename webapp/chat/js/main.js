// Start of the playground's chat page: a Telegram client that talks to the emulator instead of Telegram.
// Reading order: world.js (what is known), session.js (where it comes from), log.js and composer.js (the chat),
// people.js and tools.js (the panels), miniapp.js (the bridge). Each draws itself when `world` tells it to.

import './composer.js';
import './head.js';
import './miniapp.js';
import './people.js';
import './theme.js';
import './tools.js';
import { drawIcons } from './dom.js';
import { translatePage } from './i18n.js';
import { connect } from './session.js';

translatePage();
drawIcons();
connect();
