/** The desk: clients to change, tickets to delete, lists to export. Each ends up in the log. */
import { html } from './html.js'
import { layout } from './layout.js'

/**
 * @param {object} desk
 * @param {object} desk.user
 * @param {object[]} desk.clients
 * @param {Set<string>} desk.held - Ids of clients whose data a legal hold keeps.
 * @param {object[]} desk.tickets
 * @param {object[]} desk.trash
 * @param {number} desk.chats
 */
export function homePage({ user, clients, held, tickets, trash, chats }) {
  const content = html`<h1>Desk</h1>
    <p class="lead">
      Change something, then look at the <a href="/admin/audit/">audit trail</a>: who, from where,
      and what it was before.
    </p>
    <output id="said" aria-live="polite"></output>
    ${clientsCard(clients, held)} ${ticketsCard(tickets)} ${trashCard(trash)} ${exportsCard(chats)}`
  return layout({ title: 'Desk', user, content })
}

function clientsCard(clients, held) {
  return html`<section class="card">
    <h2>Clients</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>E-mail</th>
            <th>Phone</th>
            <th>Organization</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${clients.map(
            (client) =>
              html`<tr data-client="${client.id}">
                <td>
                  <input name="name" value="${client.name}" aria-label="Name of ${client.name}" />
                </td>
                <td>
                  <input
                    name="email"
                    type="email"
                    value="${client.email}"
                    aria-label="E-mail of ${client.name}"
                  />
                </td>
                <td>
                  <input
                    name="phone"
                    value="${client.phone}"
                    aria-label="Phone of ${client.name}"
                  />
                </td>
                <td>${client.organization?.name ?? '—'}</td>
                <td class="actions">
                  <button data-do="save-client">Save</button>
                  <button class="quiet" data-do="delete-client">Delete</button>
                  ${
                    held.has(client.id) &&
                    html`<button class="quiet" data-do="release-client">End legal hold</button>`
                  }
                </td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <p class="hint">
      Deleting a client takes its tickets and chats along: one entry in the log that opens.
    </p>
  </section>`
}

function ticketsCard(tickets) {
  return html`<section class="card" data-list="/tickets/delete">
    <h2>Tickets</h2>
    ${ticketTable(tickets)}
    <p><button data-do="send-selected">Delete selected</button></p>
  </section>`
}

function trashCard(trash) {
  if (trash.length === 0) return undefined
  return html`<section class="card" data-list="/trash/tickets/restore">
    <h2>Trash</h2>
    ${ticketTable(trash)}
    <p><button data-do="send-selected">Restore selected</button></p>
  </section>`
}

function ticketTable(tickets) {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <td></td>
          <th>Ticket</th>
          <th>Client</th>
          <th>Status</th>
        </tr>
      </thead>
      <tbody>
        ${tickets.map(
          (ticket) =>
            html`<tr>
              <td>
                <input
                  type="checkbox"
                  value="${ticket.id}"
                  aria-label="Select ticket ${ticket.number}"
                />
              </td>
              <td>#${ticket.number} ${ticket.subject}</td>
              <td>${ticket.client.name}</td>
              <td><span class="status">${ticket.status}</span></td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

function exportsCard(chats) {
  return html`<section class="card">
    <h2>Export</h2>
    <div class="row">
      <form method="post" action="/clients/export"><button>Clients (CSV)</button></form>
      <form method="post" action="/chats/clients/export">
        <button>Clients of ${chats} chats (CSV)</button>
      </form>
      <form method="post" action="/searches/default/export">
        <label
          >Tickets that are
          <select name="status">
            <option>open</option>
            <option>waiting</option>
            <option>solved</option>
          </select></label
        >
        <button>Export (CSV)</button>
      </form>
    </div>
    <p class="hint">An export is recorded with its count and its filter.</p>
  </section>`
}
