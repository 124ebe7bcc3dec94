/** What every page of the application has around its content. */
import { html } from './html.js'

const STAFFS_LINKS = html`<a href="/">Desk</a> <a href="/admin/audit/">Audit trail</a>`
const CLIENTS_LINKS = html`<a href="/">Home</a> <a href="/me/data/">My data</a>`

/** @param {{ title: string, user?: object, content: unknown }} page */
export function layout({ title, user, content }) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Example Helpdesk</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/page.css" />
        <script type="module" src="/assets/page.js"></script>
      </head>
      <body>
        <header>
          <strong>Example Helpdesk</strong>
          ${
            user !== undefined &&
            html`<nav>${isClient(user) ? CLIENTS_LINKS : STAFFS_LINKS}</nav>
              <form method="post" action="/sign-out">
                <span>${user.name}</span> <button class="quiet">Sign out</button>
              </form>`
          }
        </header>
        <main>${content}</main>
        <footer>Every person and company here is made up.</footer>
      </body>
    </html> `
}

function isClient({ role }) {
  return role === 'client'
}
