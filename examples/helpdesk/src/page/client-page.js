/** What a client sees: their tickets, the letters they got, and the way to their own data. */
import { html } from './html.js'
import { layout } from './layout.js'

/** @param {{ user: object, tickets: object[], letters: object[] }} client */
export function clientPage({ user, tickets, letters }) {
  const content = html`<h1>Hello, ${user.name}</h1>
    <section class="card">
      <h2>Your data</h2>
      <p>
        See who looked at what is kept about you, ask for a copy, have something corrected or
        erased, and follow what becomes of it.
      </p>
      <p><a href="/me/data/">Open my data</a></p>
    </section>
    ${lettersCard(letters)} ${ticketsCard(tickets)}`
  return layout({ title: 'Welcome', user, content })
}

function lettersCard(letters) {
  return html`<section class="card">
    <h2>Letters to you</h2>
    ${
      letters.length === 0
        ? html`<p class="hint">
            None yet. When a copy of your data is ready, its link comes here.
          </p>`
        : html`<ul class="plain">
            ${letters.map(
              ({ subject, path, expiresAt }) =>
                html`<li>
                  <a href="${path}">${subject}</a>
                  <span class="hint"
                    >Counts once, for you alone, until ${expiresAt.toUTCString()}</span
                  >
                </li> `,
            )}
          </ul>`
    }
  </section>`
}

function ticketsCard(tickets) {
  return html`<section class="card">
    <h2>Your tickets</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Ticket</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          ${tickets.map(
            ({ number, subject, status }) =>
              html`<tr>
                <td>#${number} ${subject}</td>
                <td><span class="status">${status}</span></td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
