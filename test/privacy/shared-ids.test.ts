/** Two models of persons with the same numbers as ids: what is one's is not forgotten with the other. */
import { afterEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { testSource } from './key-desk.ts'

const open: AuditedMongoose[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** Clients and leads are numbered from 1, each by themselves. */
async function desk() {
  const one = createAuditedMongoose('mongoose', { keys: { source: testSource() } })
  open.push(one)
  const { mongoose, audit } = one
  const person = (name: string) => {
    const schema = new mongoose.Schema({
      _id: Number,
      name: { type: String, audit: { personal: true } },
    })
    schema.plugin(audit.plugin, { subject: 'self' })
    return mongoose.model(name, schema)
  }
  const models = { Client: person('Client'), Lead: person('Lead') }
  await one.connect()
  await models.Client.create({ _id: 7, name: 'Ana Prado' })
  await models.Lead.create({ _id: 7, name: 'Bea Lima' })
  return { ...one, ...models }
}

const client = { type: 'Client', id: 7 }
const lead = { type: 'Lead', id: 7 }
const how = { reason: 'asked', method: 'deleted' } as const

async function signIn({ audit }: AuditedMongoose, name: string, model?: string) {
  const actor = { type: 'client', id: 7, name, ...(model === undefined ? {} : { model }) }
  await audit.record('sessions.login', { actor, origin: { ip: '192.0.2.7' } })
  await audit.flush()
}

async function actors({ audit }: AuditedMongoose): Promise<unknown[]> {
  const { events } = await audit.find({ type: 'sessions.login' }, { order: 'oldest' })
  return events.map(({ actor }) => actor.name)
}

describe('persons of two models with one number', () => {
  it('have keys of their own where their actions say the model', async () => {
    const one = await desk()
    await signIn(one, 'Ana Prado', 'Client')
    await signIn(one, 'Bea Lima', 'Lead')
    await one.audit.hold(lead, { reason: 'case 9' })
    const certificate = await one.audit.erase({ subject: client, ...how })
    expect(certificate).toMatchObject({ keysDestroyed: 2, sharedWith: [] })
    expect(await actors(one)).toEqual([undefined, 'Bea Lima'])
    const { events } = await one.audit.find({ type: 'sessions.login', user: 'Bea Lima' })
    expect(events[0]?.actor).toMatchObject({ model: 'Lead' })
  })

  it('are not counted together in a request of one of them', async () => {
    const one = await desk()
    await one.Lead.updateOne({ _id: 7 }, { name: 'Bea Reis' })
    await signIn(one, 'Ana Prado', 'Client')
    await signIn(one, 'Bea Reis', 'Lead')
    const authorize = () => ({ can: ['requests', 'read'] as const })
    const app = express().use('/audit', one.audit.router({ authorize }))
    const opened = await one.audit.requests.open({ kind: 'access', subject: client, proof: 'x' })
    const { body } = await request(app).get(`/audit/api/requests/${opened.id}/data`).expect(200)
    const counted = new Map(body.places.map((at: { place: string; n: number }) => [at.place, at.n]))
    expect(counted.get('clients')).toBe(1)
    expect(counted.get('leads')).toBeUndefined()
    expect(counted.get('sessions')).toBe(1)
  })

  it('share one where they do not: it outlives the other’s hold, and the certificate says so', async () => {
    const one = await desk()
    await signIn(one, 'Ana Prado')
    await signIn(one, 'Bea Lima')
    await one.audit.hold(lead, { reason: 'case 9' })
    const certificate = await one.audit.erase({ subject: client, ...how })
    expect(certificate).toMatchObject({ keysDestroyed: 1, sharedWith: ['Lead'] })
    expect(await actors(one)).toEqual(['Ana Prado', 'Bea Lima'])
    const { events } = await one.audit.find({ type: 'audit.privacy.erased' })
    expect(events[0]?.details).toMatchObject({ sharedWith: ['Lead'] })
    // The last of them takes it along.
    await one.audit.release(lead, { reason: 'closed' })
    expect(await one.audit.erase({ subject: lead, ...how })).toMatchObject({
      keysDestroyed: 2,
      sharedWith: [],
    })
    expect(await actors(one)).toEqual([undefined, undefined])
  })
})
