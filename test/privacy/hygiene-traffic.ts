/**
 * What goes into the application of `hygiene-desk.ts`: more than 200 values, each one by its own
 * way. Every request carries secrets in its headers and in its query as well.
 */
import request from 'supertest'
import type { HygieneDesk } from './hygiene-desk.ts'
import type { Planter } from './planted.ts'

export interface Traffic {
  /** Persons: one who stays, one who changes everything, one who is deleted. */
  readonly ids: Readonly<Record<'ana' | 'bia' | 'caio', string>>
  /** Sends an operation with its body, and gives what the application answered. */
  readonly send: (operation: string, who: string, body: object) => Promise<request.Response>
}

export function createTraffic(desk: HygieneDesk, planter: Planter): Traffic {
  const newId = (): string => String(new desk.mongoose.Types.ObjectId())
  const ids = { ana: newId(), bia: newId(), caio: newId() }
  const app = request(desk.app)
  return {
    ids,
    send(operation, who, body) {
      const at = `a request that does ${operation}`
      const secret = (what: string) => planter.secret(`${what} of ${at}`, 'word')
      const query = {
        token: planter.secret(`?token= of ${at}`),
        password: planter.secret(`?password= of ${at}`),
        email: planter.personal(`?email= of ${at}`, 'email'),
      }
      return app
        .post(`/clients/${who}/${operation}`)
        .query(query)
        .set('Authorization', `Bearer ${secret('Authorization')}`)
        .set('Cookie', `session=${secret('Cookie')}`)
        .set('X-Api-Key', secret('X-Api-Key'))
        .set('Referer', `https://desk.example/in?token=${secret('Referer')}`)
        .send(body)
    },
  }
}

/** A whole client: everything that a record can hold. */
export function clientOf(planter: Planter, where: string): object {
  const { secret, personal, sensitive } = planter
  return {
    name: personal(`${where} name`),
    email: personal(`${where} email`, 'email'),
    phones: [personal(`${where} phones.0`, 'phone'), personal(`${where} phones.1`, 'phone')],
    address: { street: personal(`${where} address.street`), city: 'Porto' },
    contacts: { [personal(`${where} a key of contacts`, 'key')]: personal(`${where} contacts`) },
    people: { aunt: { nick: personal(`${where} people.aunt.nick`) } },
    notes: [sensitive(`${where} notes.0`)],
    faith: sensitive(`${where} faith`),
    cards: [
      { number: secret(`${where} cards.0.number`), holder: personal(`${where} cards.0.holder`) },
    ],
    devices: [
      { owner: personal(`${where} devices.0.owner`), unlock: secret(`${where} devices.0.unlock`) },
    ],
    auth: { digest: secret(`${where} auth.digest`), recovery: [secret(`${where} auth.recovery`)] },
    vault: { [secret(`${where} a key of vault`, 'key')]: secret(`${where} vault`) },
    password: secret(`${where} password`),
    apiToken: secret(`${where} apiToken`),
    settings: {
      theme: 'dark',
      deep: [{ accessToken: secret(`${where} settings.deep.0.accessToken`) }],
    },
    hooks: { mail: { webhookSecret: secret(`${where} hooks.mail.webhookSecret`) } },
    plan: planter.open(`${where} plan`),
  }
}

/** Every way of the database driver and of Mongoose. */
export async function writeEverything(
  { send, ids }: Traffic,
  { planter, operations }: { readonly planter: Planter; readonly operations: object },
): Promise<void> {
  const { secret, personal, sensitive } = planter
  const { ana, bia, caio } = ids
  const done = new Set<string>()
  const ok = async (operation: string, who: string, body: object): Promise<void> => {
    done.add(operation)
    const { status } = await send(operation, who, body)
    if (status !== 200) throw new Error(`${operation} was answered ${status}`)
  }
  const fails = async (operation: string, who: string, body: object): Promise<void> => {
    done.add(operation)
    const { status } = await send(operation, who, body)
    if (status !== 500) throw new Error(`${operation} was answered ${status}`)
  }
  for (const [name, who] of Object.entries(ids)) {
    await ok('create', who, clientOf(planter, `${name}: create`))
  }
  await ok('insertMany', ana, {
    all: [clientOf(planter, 'insertMany'), clientOf(planter, 'insertMany')],
  })
  await ok('set', bia, {
    'cards.0.number': secret('$set cards.0.number'),
    'cards.0.holder': personal('$set cards.0.holder'),
    'address.street': personal('$set address.street'),
    'settings.deep.0.accessToken': secret('$set settings.deep.0.accessToken'),
    'contacts.home': personal('$set contacts.home'),
    'people.aunt.nick': personal('$set people.aunt.nick'),
    'vault.pin': secret('$set vault.pin'),
    password: secret('$set password'),
  })
  await ok('update', bia, {
    update: {
      $push: {
        phones: { $each: [personal('$push phones', 'phone')] },
        notes: sensitive('$push notes'),
        cards: { number: secret('$push cards'), holder: personal('$push cards') },
        'auth.recovery': secret('$push auth.recovery'),
      },
      $inc: { 'auth.failures': 1 },
    },
  })
  await ok('update', bia, {
    update: { $addToSet: { phones: personal('$addToSet phones', 'phone') } },
  })
  await ok('update', bia, {
    update: {
      $set: {
        'devices.$[d].owner': personal('arrayFilters devices.owner'),
        'devices.$[d].unlock': secret('arrayFilters devices.unlock'),
      },
    },
    options: { arrayFilters: [{ 'd.owner': { $ne: personal('arrayFilters condition') } }] },
  })
  await ok('findAndUpdate', bia, { email: personal('findOneAndUpdate email', 'email') })
  await ok('replace', bia, clientOf(planter, 'replaceOne'))
  await ok('findAndReplace', bia, clientOf(planter, 'findOneAndReplace'))
  await ok('upsert', ana, {
    filter: { email: personal('upsert condition', 'email') },
    update: { $set: { name: personal('upsert name'), apiToken: secret('upsert apiToken') } },
  })
  await ok('many', ana, {
    filter: {
      name: { $ne: personal('updateMany condition') },
      password: { $ne: secret('filter') },
    },
    update: { $set: { 'auth.digest': secret('updateMany'), 'address.street': personal('many') } },
  })
  await ok('pipeline', bia, {
    stages: [
      { $set: { name: personal('pipeline name'), 'auth.digest': secret('pipeline auth.digest') } },
    ],
  })
  await ok('bulk', ana, {
    operations: [
      { insertOne: { document: clientOf(planter, 'bulkWrite insertOne') } },
      {
        updateOne: {
          filter: { _id: bia },
          update: { $set: { faith: sensitive('bulkWrite'), apiToken: secret('bulkWrite') } },
        },
      },
      {
        replaceOne: {
          filter: { email: personal('bulkWrite condition', 'email') },
          replacement: clientOf(planter, 'bulkWrite replaceOne'),
          upsert: true,
        },
      },
    ],
  })
  await ok('save', bia, {
    contacts: { work: personal('save contacts.work') },
    vault: { code: secret('save vault.code') },
    'settings.apiKey': secret('save settings.apiKey'),
  })
  await ok('merge', ana, {
    stages: [
      { $match: { email: personal('$match before $merge', 'email') } },
      { $set: { password: secret('$set before $merge'), name: personal('$set before $merge') } },
      { $merge: { into: 'clients' } },
    ],
  })
  await ok('unsafe', ana, {
    filter: { email: personal('w: 0 condition', 'email') },
    update: { $set: { email: personal('w: 0', 'email'), password: secret('w: 0') } },
  })
  await ok('ticket', ana, {
    title: 'Printer',
    replyTo: personal('replyTo of a ticket', 'email'),
    webhook: { url: 'https://hooks.example/1', secret: secret('webhook.secret') },
  })
  await ok('ticketSet', ana, {
    replyTo: personal('$set replyTo of a ticket', 'email'),
    'webhook.secret': secret('$set webhook.secret'),
  })
  await ok('lead', ana, {
    email: personal('lead email', 'email'),
    phones: [personal('lead phones', 'phone')],
    profile: { name: personal('lead profile.name') },
    pinCode: secret('lead pinCode'),
    vault: { any: { thing: secret('lead vault') } },
    password: secret('lead password'),
  })
  await ok('leadSet', ana, {
    filter: { email: { $ne: personal('lead condition', 'email') } },
    update: { $set: { 'profile.name': personal('lead $set'), pinCode: secret('lead $set') } },
  })
  await fails('save', bia, { age: 999, email: personal('a value that is not valid', 'email') })
  await fails('set', bia, { age: secret('a value that cannot be cast') })
  await fails('create', bia, { email: personal('a key that is there twice', 'email') })
  await fails('aborted', bia, {
    name: personal('a transaction that failed'),
    password: secret('it'),
  })
  await fails('group', bia, { name: personal('a group that failed'), password: secret('a group') })
  await ok('delete', caio, { filter: { _id: caio } })
  await ok('flush', ana, {})
  await sayEverything({ send, ids }, { planter, done })
  const missing = Object.keys(operations).filter((name) => !done.has(name))
  if (missing.length > 0) throw new Error(`nobody did ${missing.join(', ')}`)
}

/** What the application says by itself. */
async function sayEverything(
  { send, ids: { ana, bia } }: Traffic,
  { planter, done }: { readonly planter: Planter; readonly done: Set<string> },
): Promise<void> {
  const { secret, personal, said } = planter
  const say = async (operation: string, who: string, body: object): Promise<number> => {
    done.add(operation)
    return (await send(operation, who, body)).status
  }
  await say('record', ana, {
    type: 'customers.exported',
    options: {
      target: { type: 'Client', id: ana, name: personal('target.name of record') },
      related: [{ type: 'Client', id: bia, name: personal('related.name of record') }],
      changes: [
        { path: ['email'], op: 'add', after: said('changes of record', 'email') },
        { path: ['auth', 'digest'], op: 'add', after: secret('changes of record') },
      ],
      reason: said('reason of record'),
      details: {
        email: said('details.email', 'email'),
        phone: said('details.phone', 'phone'),
        contact: { email: said('details.contact.email', 'email') },
        password: secret('details.password'),
        nested: [{ refreshToken: secret('details.nested.0.refreshToken') }],
      },
    },
  })
  await say('recordWrong', ana, {
    type: 'sessions.login',
    options: { details: { email: { text: personal('a detail of another kind', 'email') } } },
  })
  await say('recordWrong', ana, {
    type: 'customers.exported',
    options: { outcome: secret('an outcome that is none') },
  })
  await say('signIn', ana, {
    outcome: 'success',
    email: said('email of a sign-in', 'email'),
  })
  await say('login', ana, {
    user: { id: ana, type: 'client', name: said('name of who signs in'), password: secret('u') },
  })
  await say('exported', ana, {
    count: 3,
    filter: {
      password: secret('details.filter.password'),
      plan: 'free',
      $or: [{ email: said('details.filter.email', 'email') }],
    },
  })
  await say('looked', ana, { purpose: 'to help' })
}
