/** What somebody sees who is not signed in, or who does not work here. */
import { html } from './html.js'
import { layout } from './layout.js'

/** @param {{ hasFailed: boolean, returnTo?: string }} state - `returnTo`: a path of ours. */
export function signInPage({ hasFailed, returnTo }) {
  const content = html`<section class="card narrow">
    <h1>Sign in</h1>
    ${hasFailed && html`<p role="alert">That did not work. The attempt is in the audit trail.</p>`}
    <form method="post" action="/sign-in" class="stack">
      ${returnTo !== undefined && html`<input type="hidden" name="return" value="${returnTo}" />`}
      <label>E-mail <input name="email" type="email" autocomplete="username" required /></label>
      <label
        >Password <input name="password" type="password" autocomplete="current-password" required
      /></label>
      <button>Sign in</button>
    </form>
    <p class="hint">In the demo, open the signed-in link that the terminal shows.</p>
  </section>`
  return layout({ title: 'Sign in', content })
}
