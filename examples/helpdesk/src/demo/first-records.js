/**
 * What was there before anything was audited?
 *
 * Written past the models, through the driver's own collections, which nobody audits: the log
 * begins with the switching on of its places, and not with records that came from elsewhere.
 */
import mongoose from 'mongoose'
import { Account } from '../models/account.js'
import { Agent } from '../models/agent.js'
import { Chat } from '../models/chat.js'
import { Client } from '../models/client.js'
import { CustomReport } from '../models/custom-report.js'
import { Organization } from '../models/organization.js'
import { Setting } from '../models/setting.js'
import { Ticket } from '../models/ticket.js'
import { hashPassword } from '../sign-in/password.js'
import { EVA, MARTA, STAFF, passwordOf } from './people.js'

const SUBJECTS = [
  'Invoice shows the wrong address',
  'Cannot sign in on the phone',
  'How do I add a colleague?',
  'Delivery came without the manual',
  'Question about the yearly plan',
  'Export stops at the first page',
]
const STATUSES = ['open', 'waiting', 'solved']

/** Fills an empty database. */
export async function writeFirstRecords(secret) {
  const hashOf = (email) => hashPassword(passwordOf(email, secret))
  const bakery = {
    name: 'Example Bakery',
    domain: 'bakery.example.com',
    manager: {
      name: MARTA.name,
      email: MARTA.email,
      passwordHash: await hashOf(MARTA.email),
    },
  }
  const [bakeryId] = await write(Organization, [
    bakery,
    { name: 'Model Workshop', domain: 'workshop.example.com' },
  ])
  await write(
    Agent,
    await Promise.all(
      Object.values(STAFF).map(async ({ name, email, role, teams }) => {
        return { name, email, role, teams, passwordHash: await hashOf(email) }
      }),
    ),
  )
  const clients = await writeClients(bakeryId, await hashOf(EVA.email))
  await writeConversations(clients)
  await write(CustomReport, [
    { name: 'Waiting tickets', columns: ['number', 'subject'], filter: { status: 'waiting' } },
  ])
  await write(Setting, [{ name: 'helpdesk' }])
  await write(Account, [
    {
      name: 'Example Helpdesk, Lda.',
      taxNumber: '000 000 000',
      address: '1 Sample Street, Lisboa',
      email: 'office@example.com',
    },
  ])
}

async function writeClients(bakeryId, passwordHash) {
  const organization = { id: bakeryId, name: 'Example Bakery' }
  const clients = [
    { name: EVA.name, email: EVA.email, phone: '555 0101', tags: ['vip'], passwordHash },
    { name: 'Davi Fictício', email: 'davi@example.com', phone: '555 0102', tags: ['vip'] },
    {
      name: 'Fábio Hipotético',
      email: 'fabio@bakery.example.com',
      phone: '555 0103',
      organization,
    },
    { name: 'Gisela Imaginária', email: 'gisela@bakery.example.com', organization },
    { name: 'Hugo Quimera', email: 'hugo@example.com', phone: '555 0105', tags: ['trial'] },
    { name: 'Íris Fantasia', email: 'iris@example.com', phone: '555 0106' },
  ]
  const ids = await write(Client, clients)
  return clients.map(({ name }, i) => ({ id: ids[i], name }))
}

async function writeConversations(clients) {
  const tickets = Array.from({ length: 30 }, (_, i) => ({
    number: 1001 + i,
    subject: SUBJECTS[i % SUBJECTS.length],
    status: STATUSES[i % STATUSES.length],
    client: clients[i % clients.length],
  }))
  const chats = Array.from({ length: 12 }, (_, i) => ({
    number: 501 + i,
    topic: SUBJECTS[(i + 2) % SUBJECTS.length],
    client: clients[i % clients.length],
  }))
  await write(Ticket, tickets)
  await write(Chat, chats)
}

async function write(Model, records) {
  const documents = records.map((record) => new Model(record).toObject())
  await mongoose.connection.db.collection(Model.collection.name).insertMany(documents)
  return documents.map(({ _id }) => _id)
}
