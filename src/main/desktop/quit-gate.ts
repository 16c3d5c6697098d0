/** What an event that can be held up offers. */
interface Preventable {
  preventDefault(): void
}

/**
 * Makes a quit wait for `stop`, once. The listener is for `will-quit`: it holds up the first one and asks for
 * another when everything is stopped; that one passes.
 *
 * The second request leaves in a turn of its own. One made while the first is still being told of is ignored by
 * Electron, and when there is nothing to stop it would be made exactly then: the app would stay for ever, unseen.
 */
export function createQuitGate(stop: () => Promise<unknown>, quit: () => void): (event: Preventable) => void {
  let state: 'open' | 'stopping' | 'stopped' = 'open'
  return (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    const goOn = () => {
      state = 'stopped'
      setImmediate(quit)
    }
    // However it ended, there is nothing more to wait for.
    void stop().then(goOn, goOn)
  }
}
