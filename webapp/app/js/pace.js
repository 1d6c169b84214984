// How often something is done that many things ask for: once for a bunch of them, and not more than so often in a while,
// as the API bears. Start at `createPace`.

/**
 * Returns what asks for it.
 * @param {object} pace
 * @param {number} pace.bunchMs
 * @param {number} pace.most times
 * @param {number} pace.inMs
 * @param {() => void} pace.onTurn
 */
export function createPace({ bunchMs, most, inMs, onTurn }) {
  /** @type {number[]} when it was done lately */
  const turns = [];
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    const now = Date.now();
    while (turns[0] !== undefined && now - turns[0] > inMs) turns.shift();
    const first = turns.length < most ? undefined : turns[0];
    setTimeout(() => {
      waits = false;
      turns.push(Date.now());
      onTurn();
    }, first === undefined ? bunchMs : Math.max(bunchMs, first + inMs - now));
  };
}
