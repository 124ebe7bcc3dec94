/**
 * What `rastro demo` runs: the application on a database of its own, with a day behind it.
 *
 * The data is kept between runs; the day happens only where there is none yet.
 */
import mongoose from 'mongoose'
import { fixedLocations } from 'rastro'
import { createApp } from '../app.js'
import { audit } from '../audit.js'
import { answerFailure } from '../http/failures.js'
import { Agent } from '../models/agent.js'
import { keysOf } from '../sign-in/keys.js'
import { issueToken } from '../sign-in/token.js'
import { clientSignIn } from './client-sign-in.js'
import { liveThroughDay } from './day.js'
import { createDemoLinks } from './demo-links.js'
import { writeFirstRecords } from './first-records.js'
import { listen } from './listen.js'
import { LOCATIONS, STAFF } from './people.js'

/** The MongoDB driver, for whoever starts the server. */
export const driver = mongoose.mongo

const DATABASE = 'helpdesk_demo'
/** Says that the day is over: what a start was interrupted in the middle of is begun again. */
const MARK = { _id: 'day' }

/**
 * Starts the demo.
 *
 * @param {object} options
 * @param {string} options.mongodbUri - A server.
 * @param {string} [options.database] - Default `helpdesk_demo`.
 * @param {string} options.secret - At least 32 characters, the same for the same data.
 * @param {number} [options.port] - Default 3000, or a free one if that is taken.
 * @param {boolean} [options.isFresh] - Forgets the data of earlier runs.
 * @param {(line: string) => void} options.say - Told each step.
 * @param {(url: string) => void} options.onLink - Told the next link when one was used.
 */
export async function startDemo(options) {
  const { mongodbUri, database = DATABASE, secret, port, isFresh = false, say, onLink } = options
  const isNew = await prepareDatabase(mongodbUri, { database, isFresh, say })
  await mongoose.connect(mongodbUri, { dbName: database })
  if (isNew) await writeFirstRecords(secret)

  const { _id: id, name, email, role } = await Agent.findOne({ email: STAFF.ana.email })
  const admin = { id, name, email, role, type: 'agent' }
  const key = keysOf(secret).token
  const token = issueToken(admin, { key, expiresIn: '30d' })

  const locations = fixedLocations(LOCATIONS)
  const app = createApp({ secret, locations, offersClients: true })
  const links = createDemoLinks({ person: admin, key, onUsed: () => onLink(createLink()) })
  app.use('/demo', links.router, clientSignIn(key), answerFailure)
  const server = await listen(app, { port, say })
  const { url } = server
  const createLink = () => url + links.create()

  if (isNew) {
    say('a day at the helpdesk: a few seconds of requests by several people')
    await liveThroughDay({ baseUrl: url, secret, adminToken: token })
    await mongoose.connection.db.collection('demo').insertOne({ ...MARK, endedAt: new Date() })
  }
  return {
    url,
    api: `${url}/admin/audit/api`,
    token,
    database,
    createLink,
    async close() {
      await server.close()
      await audit.close()
      await mongoose.disconnect()
    },
  }
}

/** Empties the database if asked to, or if a day was interrupted; returns whether it is empty. */
async function prepareDatabase(uri, { database, isFresh, say }) {
  // Before Mongoose connects: it makes indexes at once, which the emptying would take away again.
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 20_000 })
  try {
    const db = client.db(database)
    const isLivedThrough = (await db.collection('demo').findOne(MARK)) !== null
    if (isLivedThrough && !isFresh) return false
    if (isLivedThrough) say('forgetting the data of earlier runs')
    await db.dropDatabase()
    // Where the audit keeps the keys of persons: theirs is the data that has gone.
    await client.db(`${database}_keys`).dropDatabase()
    return true
  } finally {
    await client.close()
  }
}
