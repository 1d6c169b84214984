// The ends of the bridge between a Telegram client and the page that it shows, as far as both sides here use them.

type ReceiveEvent = (type: string, data?: unknown) => void;

interface Window {
  Telegram?: { WebView?: { receiveEvent: ReceiveEvent } };
  TelegramGameProxy?: { receiveEvent: ReceiveEvent };
  TelegramGameProxy_receiveEvent?: ReceiveEvent;
  /** Native clients other than Windows Phone's. */
  TelegramWebviewProxy?: { postEvent?: (type: string, data: string) => void };
}

interface External {
  notify?: (message: string) => void;
}
