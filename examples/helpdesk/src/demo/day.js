/**
 * A day at the helpdesk, in a few seconds: everything the log can show, by real requests.
 *
 * Each step is a visitor who does something; none of them mentions auditing.
 */
import { MY_SUPPORT } from '../sign-in/actors.js'
import { keysOf } from '../sign-in/keys.js'
import { EVA, IMPORTER, MAIL_SERVER, MARTA, STAFF, STRANGER, passwordOf } from './people.js'
import { askAboutData } from './privacy-day.js'
import { switchPlacesOn } from './switch-places-on.js'
import { createVisitor } from './visitor.js'

/**
 * Lets the day happen.
 *
 * @param {{ baseUrl: string, secret: string, adminToken: string }} options
 */
export async function liveThroughDay({ baseUrl, secret, adminToken }) {
  const keys = keysOf(secret)
  const come = (person, headers) => createVisitor({ baseUrl, ...person }, headers)
  const signIn = async (person, headers) => {
    const visitor = come(person, headers)
    await visitor.signIn(person.email, passwordOf(person.email, secret))
    return visitor
  }

  const configuring = come(STAFF.ana)
  // With a token of her own making: a sign-in would come before the switching on.
  configuring.carry(adminToken)
  await switchPlacesOn(configuring)

  await tryPasswords(come(STRANGER))
  const ana = await signIn(STAFF.ana)
  const bruno = await signIn(STAFF.bruno)
  await newClients({ bruno, importer: come(IMPORTER, { 'X-API-Key': keys.api }) })
  await come(MAIL_SERVER, { 'X-Mail-Key': keys.mail }).post('/mail', {
    from: 'nuno@example.com',
    fromName: 'Nuno Ninguém',
    subject: 'Is anybody there?',
  })
  const app = { 'X-App-Key': keys.app, 'X-Audit-App': MY_SUPPORT }
  await changedClients({ ana, bruno, marta: await signIn(MARTA), eva: await signIn(EVA, app) })
  await tidiedUp({ ana, bruno })
  const carla = await signIn(STAFF.carla)
  await reports(carla)
  await askAboutData({ ana, bruno, come, key: keys.token })
  await administration(ana)
  await clientLeaves(ana)
  await carla.post('/sign-out')
}

async function tryPasswords(stranger) {
  await stranger.failToSignIn('admin@example.com')
  await stranger.failToSignIn(STAFF.ana.email)
  await stranger.failToSignIn(STAFF.ana.email)
}

async function newClients({ bruno, importer }) {
  const names = ['João Suponhamos', 'Lia Fulana', 'Milo Beltrano', 'Nora Sicrana', 'Otto Ninguém']
  await importer.post('/clients/import', {
    clients: names.map((name, i) => ({
      name,
      email: `imported-${i + 1}@example.com`,
      tags: ['trial'],
    })),
  })
  await bruno.post('/clients', {
    name: 'Paula Exempla',
    email: 'paula@bakery.example.com',
    phone: '555 0110',
    organization: 'Example Bakery',
  })
}

async function changedClients({ ana, bruno, marta, eva }) {
  const clients = await ana.get('/clients')
  const idOf = (name) => clients.find((client) => client.name === name)._id
  const agents = await ana.get('/agents')
  await bruno.patch(`/clients/${idOf('Davi Fictício')}`, {
    phone: '555 0199',
    needs: 'An interpreter of sign language',
    tags: ['vip', 'b2b'],
    agent: agents.find(({ name }) => name === STAFF.bruno.name)._id,
  })
  await marta.patch(`/clients/${idOf('Gisela Imaginária')}`, {
    email: 'gisela.imaginaria@bakery.example.com',
  })
  await eva.patch(`/clients/${idOf(EVA.name)}`, { email: 'eva.inventada@example.com' })
}

async function tidiedUp({ ana, bruno }) {
  const ids = (records) => records.map(({ _id }) => _id)
  const solved = (await bruno.get('/tickets')).filter(({ status }) => status === 'solved')
  const [first, ...others] = ids(solved)
  await bruno.delete(`/tickets/${first}`)
  await bruno.post('/tickets/delete', { ids: others })
  await bruno.post('/trash/tickets/restore', { ids: others.slice(0, 1) })
  await bruno.post('/trash/tickets/restore', { ids: others.slice(1, 3) })
  await ana.post('/trash/tickets/purge', { ids: others.slice(4, 7) })

  const chats = ids(await bruno.get('/chats'))
  await bruno.delete(`/chats/${chats[0]}`)
  await bruno.post('/chats/delete', { ids: chats.slice(1, 4) })
  await bruno.post('/trash/chats/restore', { ids: chats.slice(0, 1) })
}

async function reports(carla) {
  const clients = await carla.get('/clients')
  const { _id: hugo } = clients.find(({ name }) => name === 'Hugo Quimera')
  await carla.post('/clients/export', { tag: 'vip' })
  await carla.post('/chats/clients/export')
  await carla.post('/searches/default/export', { status: 'open' })
  await carla.post('/searches/dynamic/export', {
    conditions: [
      { field: 'status', is: 'waiting' },
      { field: 'client', is: hugo },
    ],
  })
  await carla.post('/reports/basic', { status: 'open' })
  const report = await carla.post('/reports/custom', {
    name: 'Open tickets',
    columns: ['number', 'subject', 'client'],
    filter: { status: 'open' },
  })
  await carla.patch(`/reports/custom/${report._id}`, { name: 'Open tickets by client' })
  await carla.post(`/reports/custom/${report._id}/export`)
  await carla.delete(`/reports/custom/${report._id}`)
}

async function administration(ana) {
  const { id } = await ana.post('/agents', {
    name: 'Rui Tal',
    email: 'rui@example.com',
    password: 'chosen at the first sign-in',
    teams: ['Support'],
  })
  await ana.patch(`/agents/${id}`, { role: 'admin', teams: ['Support', 'Billing'] })
  await ana.delete(`/agents/${id}`)
  await ana.post('/agents/export')
  await ana.patch('/account', { address: '2 Sample Street, Lisboa' })
  await ana.patch('/settings', { firstResponseMinutes: 30 })
  await ana.post('/organizations', { name: 'Sample School', domain: 'school.example.com' })
  await ana.post('/backup')
}

async function clientLeaves(ana) {
  const clients = await ana.get('/clients')
  const { _id: id } = clients.find(({ name }) => name === 'Hugo Quimera')
  await ana.delete(`/clients/${id}`)
}
