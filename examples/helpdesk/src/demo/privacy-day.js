/**
 * What clients ask about their data in the demo, and what becomes of it: a request in every state,
 * one person whom the log has forgotten, and one whom a legal hold keeps.
 */
import { Client } from '../models/client.js'
import { issueToken } from '../sign-in/token.js'
import { asPerson } from './client-sign-in.js'
import { CLIENT_AT_HOME, EVA } from './people.js'

const OWN = '/me/data/api/requests'
const REQUESTS = '/admin/audit/api/requests'
const OURS = { 'X-Audit-Request': '1' }

/**
 * Lets it happen.
 *
 * @param {object} options
 * @param options.ana - The administrator who answers requests.
 * @param options.bruno - An agent.
 * @param {(person: object) => object} options.come - Makes a visitor.
 * @param {string} options.key - Signs the tokens of clients, who have no passwords here.
 */
export async function askAboutData({ ana, bruno, come, key }) {
  const signedIn = async (name, person = CLIENT_AT_HOME) => {
    const client = await Client.findOne({ name })
    const visitor = come(person)
    visitor.carry(issueToken(asPerson(client), { key }))
    return { visitor, id: String(client._id) }
  }

  const eva = await signedIn(EVA.name, EVA)
  await bruno.get(`/clients/${eva.id}?purpose=${encodeURIComponent('Answering a ticket')}`)
  await answer(ana, await ask(eva, 'access'), 'decide', { approve: true })
  const moved = await ask(eva, 'portability', 'I am moving to another desk.')
  await eva.visitor.send('POST', `${OWN}/${moved}/withdraw`, { headers: OURS, body: {} })

  const davi = await ask(await signedIn('Davi Fictício'), 'correction', 'My number has changed.')
  await answer(ana, davi, 'decide', { approve: true })
  const gisela = await ask(await signedIn('Gisela Imaginária'), 'objection', 'No more surveys.')
  await answer(ana, gisela, 'decide', {
    approve: false,
    reason: 'Surveys are sent by another company, which was told',
    basis: 'GDPR, Art. 21(1)',
  })
  await ask(await signedIn('Milo Beltrano'), 'access')
  await byLetter(ana, 'Fábio Hipotético')

  const nora = await signedIn('Nora Sicrana')
  await ana.send('PUT', `/clients/${nora.id}/hold`, { body: { reason: 'A claim is open' } })
  await ask(nora, 'erasure', 'Please forget me.')
  await isForgotten({ ana, iris: await signedIn('Íris Fantasia') })
}

async function byLetter(ana, name) {
  const { _id: id } = await Client.findOne({ name })
  const subject = { type: 'Client', id: String(id) }
  const body = { kind: 'access', subject, proof: 'Letter of 3 March, folder 12' }
  await ana.send('POST', REQUESTS, { headers: OURS, body })
}

/** Her records go first, then what the log could tell of them. */
async function isForgotten({ ana, iris }) {
  await ana.patch(`/clients/${iris.id}`, {
    phone: '555 0166',
    needs: 'Letters in large print',
  })
  await iris.visitor.patch(`/clients/${iris.id}`, { email: 'iris.fantasia@example.com' })
  const request = await ask(iris, 'erasure', 'I do not need the desk any more.')
  await answer(ana, request, 'decide', { approve: true, method: 'deleted' })
  await ana.delete(`/clients/${iris.id}`)
  for (const trash of ['/trash/tickets', '/trash/chats']) {
    const theirs = (await ana.get(trash)).filter(({ client }) => client.id === iris.id)
    const ids = theirs.map(({ _id }) => _id)
    if (ids.length > 0) await ana.post(`${trash}/purge`, { ids })
  }
  await answer(ana, request, 'complete', { note: 'Client, tickets and chats deleted' })
}

/** At the client's own door; returns the request's id. */
async function ask({ visitor }, kind, message) {
  const body = { kind, ...(message !== undefined && { message }) }
  return (await visitor.send('POST', OWN, { headers: OURS, body })).body.id
}

/** Over the version that the administrator has read. */
async function answer(ana, id, step, body) {
  const path = `${REQUESTS}/${id}`
  const { headers } = await ana.send('GET', path)
  await ana.send('POST', `${path}/${step}`, {
    headers: { ...OURS, 'If-Match': headers.get('etag') },
    body,
  })
}
