/** Taking things back: each kind of write, what is refused, and who wins a race. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import { MONGOOSES } from '../support/audited-mongoose.ts'
import { freshId, openPastDesk } from './desk.ts'
import type { PastDesk } from './desk.ts'
import { told } from './told-record.ts'

for (const { name, module } of MONGOOSES) {
  describe(`a revert on ${name}`, () => {
    let desk: PastDesk
    beforeAll(async () => {
      desk = await openPastDesk(module, { plugin: { ignore: ['seenAt', 'box.hits'] } })
    })
    afterAll(() => desk.close())

    async function made(fields: Record<string, unknown>) {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id, ...fields } as never)
      return { id, image: await desk.now(id) }
    }
    const change = async (id: string, update: object) => {
      await desk.Thing.collection.updateOne({ _id: id as never }, update)
      return desk.newest(id)
    }

    it('of an update sets and takes away exactly its paths, types kept', async () => {
      const { Long, Decimal128, Double } = desk.mongoose.mongo
      const fields = { a: Long.fromNumber(5), b: Decimal128.fromString('1.10'), c: new Double(3) }
      const { id, image } = await made({ ...fields, other: 1 })
      const event = await change(id, { $set: { a: 5, b: 1, c: 3, added: { x: 1 } } })
      await change(id, { $set: { other: 2 } })
      const result = await desk.audit.revert({ event: event.id }, { reason: 'typed by mistake' })
      expect(result).toMatchObject({ operation: 'update', dryRun: false, left: [] })
      const [then, now] = [withoutOther(image), await desk.now(id)]
      expect(told(withoutOther(now))).toBe(told(then))
      expect(Number(now?.['other'])).toBe(2)
    })

    it('is a write like any other: its event says what it reverted, why, and who', async () => {
      const { id } = await made({ a: 'one' })
      const event = await change(id, { $set: { a: 'two' } })
      const result = await desk.audit.as({ type: 'agent', id: 'u1', name: 'Ana Example' }, () =>
        desk.audit.revert({ event: event.id }, { reason: 'the wrong ticket' }),
      )
      const written = await desk.newest(id)
      expect(written).toMatchObject({
        id: result.event,
        type: 'things.updated',
        operation: 'update',
        fidelity: 'exact',
        actor: { type: 'agent', name: 'Ana Example' },
        reason: 'the wrong ticket',
        details: { reverts: event.id },
        changes: [{ path: ['a'], op: 'replace', before: 'two', after: 'one' }],
      })
    })

    it('says of nothing else that it is a revert', async () => {
      const { id } = await made({ a: 'one' })
      const event = await change(id, { $set: { a: 'two' } })
      await desk.audit.revert({ event: event.id }, { reason: 'why' })
      const later = await change(id, { $set: { a: 'three' } })
      expect([later.reason, later.details]).toEqual([undefined, undefined])
    })

    it('of a deletion puts the record back as it was', async () => {
      const { id, image } = await made({ list: [1, { q: 2 }], 'dotted.key': { $x: 1 }, a: 'a' })
      await desk.Thing.deleteOne({ _id: id })
      const event = await desk.newest(id)
      expect(await desk.audit.revert({ event: event.id })).toMatchObject({ operation: 'insert' })
      expect(told(await desk.now(id))).toBe(told(image))
      expect(Object.keys((await desk.now(id)) ?? {})).toEqual(Object.keys(image ?? {}))
      expect(await desk.newest(id)).toMatchObject({ type: 'things.created' })
    })

    it('of a creation deletes the record', async () => {
      const { id } = await made({ a: 1 })
      const event = await desk.newest(id)
      expect(await desk.audit.revert({ event: event.id })).toMatchObject({ operation: 'delete' })
      expect(await desk.now(id)).toBeUndefined()
      expect(await desk.newest(id)).toMatchObject({ type: 'things.deleted' })
    })

    it('writes keys with dots, dollars and no letters, and only those', async () => {
      const { id, image } = await made({ box: { kept: 1 }, 'a.b': 1, $c: { 'd.e': 1 }, '': 1 })
      const set = (field: string, value: unknown) => ({
        $replaceWith: {
          $setField: { field: { $literal: field }, input: '$$ROOT', value: { $literal: value } },
        },
      })
      const event = await change(id, [
        set('a.b', 2),
        set('$c', { 'd.e': 2, $f: 1 }),
        set('x.y', { z: 1 }),
      ])
      await desk.audit.revert({ event: event.id })
      expect(told(await desk.now(id))).toBe(told(image))
    })

    it('of an element writes the array as it was', async () => {
      const list = Array.from({ length: 150 }, (_, n) => ({ n, q: 'x' }))
      const { id, image } = await made({ list })
      const event = await change(id, {
        $push: { list: { $each: [{ n: -1 }], $position: 7 } },
        $set: { touched: true },
      })
      await desk.audit.revert({ event: event.id })
      expect(told(await desk.now(id))).toBe(told(image))
    })

    it('leaves the version key and the time of the last write', async () => {
      const { id } = await made({ a: 1, __v: 0, updatedAt: 'then' })
      const event = await change(id, { $set: { a: 2, __v: 1, updatedAt: 'now' } })
      const result = await desk.audit.revert({ event: event.id })
      expect(result.left).toEqual([['__v'], ['updatedAt']])
      expect(JSON.parse(JSON.stringify(await desk.now(id)))).toMatchObject({
        a: 1,
        __v: 1,
        updatedAt: 'now',
      })
    })

    it('to an instant takes back everything since, also a deletion', async () => {
      const { id, image } = await made({ a: 1, list: ['x'] })
      const first = await desk.newest(id)
      await change(id, { $set: { a: 2 }, $push: { list: 'y' } })
      await desk.Thing.deleteOne({ _id: id })
      const result = await desk.audit.revert({ target: desk.target(id), to: first.id })
      expect(result.operation).toBe('insert')
      expect(told(await desk.now(id))).toBe(told(image))
      expect((await desk.newest(id)).details).toEqual({ reverts: first.id })
    })

    it('to an instant before its creation deletes the record', async () => {
      const { id } = await made({ a: 1 })
      const before = new Date((await desk.newest(id)).at.getTime() - 1)
      await desk.audit.revert({ target: desk.target(id), to: before })
      expect(await desk.now(id)).toBeUndefined()
      expect((await desk.newest(id)).details).toEqual({ reverts: before.toISOString() })
    })

    it('that changes nothing writes nothing', async () => {
      const { id } = await made({ a: 1 })
      const [first] = await desk.writes(id)
      const result = await desk.audit.revert({ target: desk.target(id), to: first?.id ?? '' })
      expect(result).toMatchObject({ operation: 'none', event: null, changes: [] })
      expect(await desk.writes(id)).toHaveLength(1)
    })

    it('that is a dry run tells the changes and writes nothing', async () => {
      const { id, image } = await made({ a: 1 })
      const event = await change(id, { $set: { a: 'two' } })
      const result = await desk.audit.revert({ event: event.id }, { dryRun: true })
      expect(result).toMatchObject({ operation: 'update', dryRun: true, event: null })
      expect(result.changes.map(({ path, before }) => [path, before])).toEqual([[['a'], 'two']])
      expect(told(await desk.now(id))).not.toBe(told(image))
      expect(await desk.writes(id)).toHaveLength(2)
    })

    it('leaves secrets alone, and refuses what changed one', async () => {
      const { id } = await made({ a: 1, password: 'hunter2' })
      const [first] = await desk.writes(id)
      const second = await change(id, { $set: { a: 2 } })
      const back = await desk.audit.revert({ target: desk.target(id), to: first?.id ?? '' })
      expect(JSON.stringify(back)).not.toContain('hunter2')
      expect(await desk.now(id)).toMatchObject({ a: { value: 1 }, password: 'hunter2' })
      const third = await change(id, { $set: { password: 'hunter3' } })
      for (const what of [{ event: third.id }, { target: desk.target(id), to: second.id }]) {
        const error = await desk.audit.revert(what).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'AUDIT_REVERT_INCOMPLETE', paths: [['password']] })
        expect(String(error)).not.toMatch(/hunter/)
      }
    })

    it('is refused where later events changed the same paths: it names both, and no value', async () => {
      const { id } = await made({ a: { b: 'one', c: 1 }, list: [1, 2] })
      const event = await change(id, { $set: { 'a.b': 'two' }, $push: { list: 3 } })
      const unrelated = await change(id, { $set: { 'a.c': 2 } })
      const later = await change(id, { $set: { 'a.b': 'secret three' } })
      const last = await change(id, { $push: { list: 4 } })
      const error = await desk.audit.revert({ event: event.id }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'AUDIT_REVERT_CONFLICT',
        paths: expect.arrayContaining([['a', 'b'], ['list']]),
        events: expect.arrayContaining([later.id, last.id]),
      })
      expect((error as { events: string[] }).events).not.toContain(unrelated.id)
      expect(String(error)).not.toMatch(/three|two/)
      expect(String(error)).toContain('a.b')
    })

    it('is refused where the value was set back since: somebody decided it anew', async () => {
      const { id } = await made({ a: 1 })
      const event = await change(id, { $set: { a: 2 } })
      await change(id, { $set: { a: 3 } })
      await change(id, { $set: { a: 2 } })
      await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_CONFLICT',
      })
    })

    it('is refused where a write past the capture changed the path, in value or in type', async () => {
      const { Double } = desk.mongoose.mongo
      for (const value of ['other', new Double(2)]) {
        const { id } = await made({ a: 1 })
        const event = await change(id, { $set: { a: 2 } })
        await desk.bare.updateOne({ _id: id as never }, { $set: { a: value } })
        await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
          code: 'AUDIT_REVERT_CONFLICT',
          paths: [['a']],
          events: [],
        })
      }
    })

    it('of a deletion is refused where the id is taken again', async () => {
      const { id } = await made({ a: 1 })
      await desk.Thing.deleteOne({ _id: id })
      const event = await desk.newest(id)
      await desk.bare.insertOne({ _id: id as never, a: 'mine' })
      await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_CONFLICT',
        paths: [[]],
      })
      expect(await desk.now(id)).toMatchObject({ a: 'mine' })
    })

    it('of a creation is refused after any later change', async () => {
      const { id } = await made({ a: 1 })
      const event = await desk.newest(id)
      const later = await change(id, { $set: { b: 1 } })
      await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_CONFLICT',
        events: [later.id],
      })
    })

    it('is refused where values were left out for their size', async () => {
      const { id } = await made({ a: 1, large: 'x'.repeat(100_000) })
      const event = await change(id, { $set: { large: 'small' } })
      await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_INCOMPLETE',
        paths: [['large']],
        events: [event.id],
      })
      await desk.Thing.deleteOne({ _id: id })
      const [first] = await desk.writes(id)
      await expect(
        desk.audit.revert({ target: desk.target(id), to: first?.id ?? '' }),
      ).rejects.toMatchObject({ code: 'AUDIT_REVERT_INCOMPLETE' })
    })

    it('is refused where it would write over what is not audited', async () => {
      const { id } = await made({ box: 'text' })
      const event = await change(id, { $set: { box: { a: 1, hits: 9 } } })
      await expect(desk.audit.revert({ event: event.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_INCOMPLETE',
        paths: [['box']],
      })
    })

    it('is refused where somebody wrote after what the asker knows', async () => {
      const { id } = await made({ a: 1 })
      const [first] = await desk.writes(id)
      const second = await change(id, { $set: { a: 2 } })
      const third = await change(id, { $set: { a: 3 } })
      const what = { target: desk.target(id), to: first?.id ?? '' }
      await expect(desk.audit.revert(what, { latest: second.id })).rejects.toMatchObject({
        code: 'AUDIT_REVERT_CONFLICT',
        events: [third.id],
      })
      expect((await desk.audit.revert(what, { latest: third.id })).operation).toBe('update')
    })

    it('is done once where two ask for it at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await made({ n: 0 })
        const event = await change(id, { $inc: { n: 1 } })
        const asked = await Promise.allSettled([
          desk.audit.revert({ event: event.id }),
          desk.audit.revert({ event: event.id }),
          desk.audit.revert({ event: event.id }),
        ])
        const codes = asked.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code))
        expect(codes.filter((code) => code === 'done')).toHaveLength(1)
        expect(codes.filter((code) => code === 'AUDIT_REVERT_CONFLICT')).toHaveLength(2)
        expect(await desk.writes(id)).toHaveLength(3)
      }
    })

    it('never writes over what a writer in between has written', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id } = await made({ a: 'one', n: 0 })
        const event = await change(id, { $set: { a: 'two' } })
        const [asked] = await Promise.allSettled([
          desk.audit.revert({ event: event.id }),
          desk.Thing.updateOne({ _id: id }, { $set: { a: 'three' } }),
          desk.Thing.updateOne({ _id: id }, { $inc: { n: 1 } }),
        ])
        const record = await desk.now(id)
        // Done before or not at all: "three" was written in any case, and stays.
        expect(record).toMatchObject({ a: 'three', n: { value: 1 } })
        if (asked?.status === 'rejected') {
          expect(asked.reason).toMatchObject({ code: 'AUDIT_REVERT_CONFLICT' })
        }
        const state = await desk.audit.stateAt(desk.target(id), new Date())
        expect(told(state.record)).toBe(told(record))
      }
    })

    it('is refused, and nothing written, where the database refuses it', async () => {
      const unique = `unique${freshId().slice(0, 8)}`
      await desk.bare.createIndex({ [unique]: 1 }, { unique: true, sparse: true })
      const { id } = await made({ [unique]: 'taken value' })
      await desk.Thing.deleteOne({ _id: id })
      const event = await desk.newest(id)
      await made({ [unique]: 'taken value' })
      const error = await desk.audit.revert({ event: event.id }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'AUDIT_REVERT_REFUSED', paths: [[unique]] })
      expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('taken value')
      expect(await desk.now(id)).toBeUndefined()
    })

    it('is refused for events that tell of no write', async () => {
      const { id } = await made({ a: 1 })
      const event = await desk.audit.record('things.exported', {
        target: { type: 'Thing', id },
        changes: [{ path: ['a'], op: 'replace', before: 0, after: 1 }],
      })
      await expect(desk.audit.revert({ event: event ?? '' })).rejects.toMatchObject({
        code: 'AUDIT_QUERY_INVALID',
        field: 'event',
      })
      await expect(desk.audit.revert({ event: 'nothing' })).rejects.toMatchObject({
        code: 'AUDIT_NOT_FOUND',
      })
    })

    for (const [what, options, field] of [
      [{}, {}, 'event'],
      [{ event: 'x', to: 'y' }, {}, 'event'],
      [{ event: 5 }, {}, 'event'],
      [{ event: 'x' }, { reason: '' }, 'reason'],
      [{ event: 'x' }, { reason: 'x'.repeat(1001) }, 'reason'],
      [{ event: 'x' }, { dryRun: 1 }, 'dryRun'],
      [{ event: 'x' }, { latest: 1 }, 'latest'],
      [{ target: { type: 'Thing' }, to: new Date() }, {}, 'target'],
      [{ target: { type: 'Thing', id: 'x' }, to: 'never' }, {}, 'to'],
    ] as const) {
      it(`is refused for ${JSON.stringify([what, options]).slice(0, 60)}, naming the field`, async () => {
        await expect(desk.audit.revert(what as never, options as never)).rejects.toMatchObject({
          code: 'AUDIT_QUERY_INVALID',
          field,
        })
      })
    }
  })
}

describe('a revert of what is not at hand', () => {
  it('is refused where no audited collection keeps such records', async () => {
    const desk = await openPastDesk('mongoose')
    try {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1 })
      await desk.writes(id)
      const log = { info: () => undefined, warn: () => undefined }
      const stranger = createAudit({ mongoose: desk.mongoose, log })
      await expect(
        stranger.revert({ target: desk.target(id), to: new Date() }),
      ).rejects.toMatchObject({ code: 'AUDIT_TARGET_UNKNOWN', field: 'target' })
      await stranger.close()
    } finally {
      await desk.close()
    }
  })

  it('works for a collection of the plain driver, by its name', async () => {
    const desk = await openPastDesk('mongoose')
    try {
      const plain = desk.mongoose.connection.getClient().db(desk.mongoose.connection.name)
      const orders = desk.audit.collection(plain.collection('orders'))
      await orders.insertOne({ _id: 'o1' as never, status: 'open' })
      await orders.updateOne({ _id: 'o1' as never }, { $set: { status: 'paid' } })
      const { events } = await desk.audit.history({ type: 'orders', id: 'o1' })
      await desk.audit.revert({ event: events[0]?.id ?? '' }, { reason: 'not paid' })
      expect(await orders.findOne({ _id: 'o1' as never })).toEqual({ _id: 'o1', status: 'open' })
    } finally {
      await desk.close()
    }
  })
})

function withoutOther(image: unknown): object {
  const { other: _, ...rest } = image as Record<string, unknown>
  return rest
}
