/**
 * What does encryption cost, per annotated field, and where there is none?
 *
 * In the process alone, with keys at hand: how long a key takes is the key source's. The unit is
 * one event without anything personal on the same way.
 */
import { randomBytes } from 'node:crypto'
import { inRepository } from '../src/repository.js'
import { pathToFileURL } from 'node:url'

const load = (name) =>
  import(pathToFileURL(inRepository('packages', name, 'bundle', 'index.js')).href)
const { createPersonalData, createTokens, dataKeyOf, markPersonal, openStored } = await load('core')
const { sealEvent, sealStored, tryOwnersOf } = await load('core')
const { createValueMaker } = await load('mongodb')
const driver = await import('mongodb')

const EVENTS = 2_000
const ROUNDS = 30
const FIELDS = [1, 4, 16]

const data = createPersonalData()
const paths = Array.from({ length: 16 }, (_, n) => ({ path: [`field${n}`] }))
const none = createPersonalData()
data.add('Client', { place: 'clients', isPerson: true, hasPersonalName: false, secrets: [], paths })
const key = dataKeyOf(randomBytes(32))
const keys = { get: () => key }
const tokens = createTokens(dataKeyOf(randomBytes(32)))
const make = createValueMaker(driver, undefined)

function eventOf(fields, isPersonal) {
  return {
    v: 1,
    tenant: 'default',
    at: new Date(),
    type: 'clients.updated',
    operation: 'update',
    place: 'clients',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    fidelity: 'exact',
    actor: { type: 'agent', id: 'u-1', name: 'Rui Costa' },
    target: { type: isPersonal ? 'Client' : 'Ticket', id: 'c-1' },
    changes: Array.from({ length: fields }, (_, n) => ({
      path: [`field${n}`],
      op: 'replace',
      before: 'Rua das Flores 7, Porto',
      after: 'Rua do Sol 9, Lisboa',
    })),
  }
}

/** Both values of every change: microseconds of one event. */
function timeOf(events, personal) {
  const began = process.cpuUsage()
  for (const event of events) {
    const marked = markPersonal(event, personal)
    const owners = tryOwnersOf(marked, personal)
    const stored = sealEvent(marked, { id: '01HZZZZZZZZZZZZZZZZZZZZZZZ', now: event.at })
    if (owners !== undefined) sealStored(stored, { owners, keys, make, tokens })
  }
  return microseconds(began) / events.length
}

/** Of the processor, which others use as well. */
function microseconds(began) {
  const { user, system } = process.cpuUsage(began)
  return user + system
}

function timeOfOpening(events) {
  const began = process.cpuUsage()
  for (const event of events) openStored(event, { keys, make })
  return microseconds(began) / events.length
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]
const kinds = FIELDS.flatMap((fields) => [
  { name: `${fields} fields, nothing annotated anywhere`, fields, of: none, isPersonal: false },
  { name: `${fields} fields, annotations elsewhere`, fields, of: data, isPersonal: false },
  { name: `${fields} annotated fields`, fields, of: data, isPersonal: true },
])
const times = new Map(kinds.map(({ name }) => [name, []]))
const opening = new Map(FIELDS.map((fields) => [fields, []]))
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { name, fields, of, isPersonal } of kinds) {
    const events = Array.from({ length: EVENTS / fields }, () => eventOf(fields, isPersonal))
    times.get(name).push(timeOf(events, of))
  }
  for (const fields of FIELDS) {
    const event = markPersonal(eventOf(fields, true), data)
    const stored = sealEvent(event, { id: '01HZZZZZZZZZZZZZZZZZZZZZZZ', now: event.at })
    const owners = tryOwnersOf(event, data)
    const sealed = sealStored(stored, { owners, keys, make, tokens })
    opening.get(fields).push(timeOfOpening(Array.from({ length: EVENTS / fields }, () => sealed)))
  }
}

console.log('Encryption, in the process: medians of 30 rounds, relative to nothing annotated')
for (const fields of FIELDS) {
  const [bare, elsewhere, sealed] = kinds
    .filter((one) => one.fields === fields)
    .map(({ name }) => median(times.get(name)))
  const each = (sealed - bare) / fields
  const opened = median(opening.get(fields)) / fields
  console.log(
    `${String(fields).padStart(3)} fields changed: annotations elsewhere × ${(elsewhere / bare).toFixed(2)}, ` +
      `annotated × ${(sealed / bare).toFixed(1)} ` +
      `(${each.toFixed(1)} µs per field, before and after; opening ${opened.toFixed(1)} µs)`,
  )
}
