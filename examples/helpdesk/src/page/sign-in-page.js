/** What somebody sees who is not signed in. */
import { html } from './html.js'
import { layout } from './layout.js'

/**
 * @param {object} state
 * @param {boolean} state.hasFailed
 * @param {string} [state.returnTo] - A path of ours.
 * @param {object[]} [state.clients] - Whom a visitor of the demo may choose to be.
 */
export function signInPage({ hasFailed, returnTo, clients = [] }) {
  const content = html`<section class="card narrow">
      <h1>Sign in</h1>
      ${hasFailed && html`<p role="alert">That did not work. The attempt is in the audit trail.</p>`}
      <form method="post" action="/sign-in" class="stack">
        ${hiddenReturn(returnTo)}
        <label>E-mail <input name="email" type="email" autocomplete="username" required /></label>
        <label
          >Password <input name="password" type="password" autocomplete="current-password" required
        /></label>
        <button>Sign in</button>
      </form>
    </section>
    ${clients.length > 0 && clientChoice(clients, returnTo)}`
  return layout({ title: 'Sign in', content })
}

function hiddenReturn(returnTo) {
  return returnTo !== undefined && html`<input type="hidden" name="return" value="${returnTo}" />`
}

function clientChoice(clients, returnTo) {
  return html`<section class="card narrow">
    <h2>Or look around</h2>
    <form method="post" action="/demo/client" class="stack">
      ${hiddenReturn(returnTo)}
      <label
        >As a client
        <select name="client">
          ${clients.map(({ id, name }) => html`<option value="${id}">${name}</option> `)}
        </select></label
      >
      <button>See what this client sees</button>
    </form>
    <p class="hint">As the administrator: open the link that the terminal shows.</p>
  </section>`
}
