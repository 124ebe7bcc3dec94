import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import express from 'express'
import request from 'supertest'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

let one: AuditedMongoose
beforeAll(async () => {
  one = createAuditedMongoose('mongoose')
  await one.connect()
})
afterAll(() => one.close())

function bookings(name: string) {
  const schema = new one.mongoose.Schema({ guest: String, nights: Number, tags: [String] })
  schema.plugin(one.audit.plugin)
  return one.mongoose.model(name, schema)
}

describe('S10: the state of a record at any past time, and safe revert', () => {
  it('tells what the record was after each of its events, and before the first', async () => {
    const Booking = bookings('Booking')
    const booking = await Booking.create({ guest: 'Ana Example', nights: 2, tags: ['sea'] })
    await Booking.updateOne({ _id: booking._id }, { nights: 3, $push: { tags: 'late' } })
    await booking.deleteOne()
    const target = { type: 'Booking', id: booking._id }
    const { events } = await one.audit.history(target, { order: 'oldest' })
    const before = new Date((events[0]?.at.getTime() ?? 0) - 1)
    const told = []
    for (const instant of [before, ...events.map(({ id }) => id)]) {
      const { record, exists, status } = await one.audit.stateAt(target, instant)
      told.push([exists, Number(record?.['nights'] ?? 0), record?.['tags'] ?? [], status])
    }
    expect(told).toEqual([
      [false, 0, [], 'exact'],
      [true, 2, ['sea'], 'exact'],
      [true, 3, ['sea', 'late'], 'exact'],
      [false, 0, [], 'exact'],
    ])
  })

  it('takes one event back by a write of its own, and refuses where that would undo another', async () => {
    const Booking = bookings('Reservation')
    const booking = await Booking.create({ guest: 'Ana Example', nights: 2 })
    await Booking.updateOne({ _id: booking._id }, { guest: 'Bruno Example' })
    await Booking.updateOne({ _id: booking._id }, { nights: 9 })
    const target = { type: 'Reservation', id: booking._id }
    const { events } = await one.audit.history(target, { order: 'oldest' })
    const [, renamed, longer] = events
    await Booking.updateOne({ _id: booking._id }, { nights: 1 })
    await one.audit.revert({ event: renamed?.id ?? '' }, { reason: 'the wrong guest' })
    expect(await Booking.findById(booking._id).lean()).toMatchObject({
      guest: 'Ana Example',
      nights: 1,
    })
    await expect(one.audit.revert({ event: longer?.id ?? '' })).rejects.toMatchObject({
      code: 'AUDIT_REVERT_CONFLICT',
      paths: [['nights']],
    })
    const { events: newest } = await one.audit.history(target, { limit: 1 })
    expect(newest[0]).toMatchObject({
      type: 'reservations.updated',
      reason: 'the wrong guest',
      details: { reverts: renamed?.id },
    })
  })

  it('has a route for each, and only a permission of its own opens the writing one', async () => {
    const audit = createAudit({ mongoose: one.mongoose, log: { info() {}, warn() {} } })
    const app = express()
    app.use('/audit', audit.router({ authorize: () => true }))
    const revert = request(app).post('/audit/api/revert').set('x-audit-request', '1')
    expect((await revert.send({ event: 'x', reason: 'why' })).body).toMatchObject({
      code: 'AUDIT_PERMISSION_DENIED',
      permission: 'revert',
    })
    const { body } = await request(app).get('/audit/api/openapi.json')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/state', '/compare', '/revert']),
    )
    await audit.close()
  })
})
