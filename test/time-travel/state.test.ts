/** What a state says of itself: how sure it is, what is missing, and what it was checked against. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import { MONGOOSES } from '../support/audited-mongoose.ts'
import { freshId, openPastDesk } from './desk.ts'
import type { PastDesk } from './desk.ts'
import { told } from './told-record.ts'

for (const { name, module } of MONGOOSES) {
  describe(`a past state on ${name}`, () => {
    let desk: PastDesk
    beforeAll(async () => {
      desk = await openPastDesk(module, { plugin: { ignore: ['seenAt', 'box.hits'] } })
    })
    afterAll(() => desk.close())

    it('is exact where every event adds up to the live record', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1, b: { c: 'x' } })
      await desk.Thing.updateOne({ _id: id }, { $set: { 'b.c': 'y' }, $unset: { a: '' } })
      const [first, second] = await desk.writes(id)
      expect(await desk.audit.stateAt(desk.target(id), first?.id ?? '')).toMatchObject({
        target: { type: 'Thing', id },
        record: { _id: id, a: { value: 1 }, b: { c: 'x' } },
        exists: true,
        event: first?.id,
        status: 'exact',
        checkedAgainst: 'live',
        breaks: [],
      })
      const last = await desk.audit.stateAt(desk.target(id), second?.id ?? '')
      expect(told(last.record)).toBe(told(await desk.now(id)))
    })

    it('takes a date, a text of it, an event, and a position in the database’s order', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, n: 'one' })
      await desk.Thing.updateOne({ _id: id }, { n: 'two' })
      const [first, second] = await desk.writes(id)
      if (first?.ct === undefined || second === undefined) throw new Error('two writes')
      const before = new Date(first.at.getTime() - 1)
      const { t, n } = first.ct
      const target = desk.target(id)
      const numberAt = async (instant: Parameters<typeof desk.audit.stateAt>[1]) =>
        (await desk.audit.stateAt(target, instant)).record?.['n']
      expect(await numberAt(first.id)).toBe('one')
      expect(await numberAt({ t, n })).toBe('one')
      expect(await numberAt(`${t.t}:${t.i}`)).toBe('one')
      expect(await numberAt(second.at)).toBe('two')
      expect(await numberAt(second.at.toISOString())).toBe('two')
      expect(await desk.audit.stateAt(target, before)).toMatchObject({
        exists: false,
        event: null,
        status: 'exact',
      })
    })

    for (const [what, instant] of [
      ['nothing', undefined],
      ['a day', '2026-03-31'],
      ['a word', 'yesterday'],
      ['a number', 5],
      ['an invalid date', new Date(Number.NaN)],
      ['the future', new Date(Date.now() + 3_600_000)],
      ['an event of nobody', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
      ['half a position', { t: 5 }],
    ] as const) {
      it(`refuses ${what} as an instant, and names the field`, async () => {
        const id = freshId()
        await desk.Thing.collection.insertOne({ _id: id as never })
        await expect(desk.audit.stateAt(desk.target(id), instant as never)).rejects.toMatchObject({
          code: 'AUDIT_QUERY_INVALID',
          field: 'at',
        })
      })
    }

    it('is not found where nothing was recorded', async () => {
      const asked = desk.audit.stateAt(desk.target(freshId()), new Date())
      await expect(asked).rejects.toMatchObject({ code: 'AUDIT_NOT_FOUND' })
    })

    it('keeps two events of one instant apart, inside a transaction', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, n: 0 })
      await desk.mongoose.connection.transaction(async (session) => {
        for (const n of [1, 2, 3]) await desk.Thing.updateOne({ _id: id }, { n }, { session })
      })
      const states = []
      for (const { id: event } of await desk.writes(id)) {
        states.push(Number((await desk.audit.stateAt(desk.target(id), event)).record?.['n']))
      }
      expect(states).toEqual([0, 1, 2, 3])
    })

    it('follows a record that was deleted and made again', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, life: 1 })
      await desk.Thing.deleteOne({ _id: id })
      await desk.Thing.collection.insertOne({ _id: id as never, life: 2 })
      await desk.Thing.deleteOne({ _id: id })
      const lives = []
      for (const { id: event } of await desk.writes(id)) {
        const { record, exists, status } = await desk.audit.stateAt(desk.target(id), event)
        lives.push([exists, record?.['life'] === undefined ? null : Number(record['life']), status])
      }
      expect(lives).toEqual([
        [true, 1, 'exact'],
        [false, null, 'exact'],
        [true, 2, 'exact'],
        [false, null, 'exact'],
      ])
    })

    it('names what is not audited, and is exact in the rest', async () => {
      const id = freshId()
      const given = { _id: id as never, a: 1, seenAt: 'now', box: { hits: 5, kept: 1 } }
      await desk.Thing.collection.insertOne(given)
      const state = await desk.audit.stateAt(desk.target(id), (await desk.newest(id)).id)
      expect(state.status).toBe('exact')
      expect(state.missing).toEqual([
        { path: ['seenAt'], because: 'ignored' },
        { path: ['box', 'hits'], because: 'ignored' },
      ])
      expect(Object.keys(state.record ?? {}).toSorted()).toEqual(['_id', 'a', 'box'])
    })

    it('finds a write that went past the capture, and between which events', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 'first', b: 'same' })
      await desk.bare.updateOne({ _id: id as never }, { $set: { a: 'past the capture' } })
      await desk.Thing.updateOne({ _id: id }, { a: 'third' })
      const [first, second] = await desk.writes(id)
      const state = await desk.audit.stateAt(desk.target(id), first?.id ?? '')
      expect(state).toMatchObject({
        status: 'incomplete',
        reason: 'not-captured',
        record: { _id: id, b: 'same' },
        exists: true,
      })
      expect(state.record).not.toHaveProperty('a')
      expect(state.missing).toContainEqual({
        path: ['a'],
        because: 'not-captured',
        event: second?.id,
      })
      // After the event that says what it found, everything is known again; the break stays told.
      const later = await desk.audit.stateAt(desk.target(id), second?.id ?? '')
      expect(later).toMatchObject({
        status: 'exact',
        record: { a: 'third', b: 'same' },
        breaks: [{ path: ['a'], event: second?.id }],
      })
    })

    it('finds a write past the capture that no later event touched', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 'first' })
      await desk.bare.updateOne({ _id: id as never }, { $set: { extra: 1 } })
      const state = await desk.audit.stateAt(desk.target(id), new Date())
      expect(state).toMatchObject({ status: 'incomplete', reason: 'not-captured' })
      expect(state.missing).toContainEqual({ path: ['extra'], because: 'not-captured' })
    })

    it('finds that a record is gone without an event, and one that came without one', async () => {
      const [gone, back] = [freshId(), freshId()]
      await desk.Thing.collection.insertOne({ _id: gone as never, a: 1 })
      await desk.bare.deleteOne({ _id: gone as never })
      await desk.Thing.collection.insertOne({ _id: back as never, a: 1 })
      await desk.Thing.deleteOne({ _id: back })
      await desk.bare.insertOne({ _id: back as never, a: 2 })
      for (const id of [gone, back]) {
        expect(await desk.audit.stateAt(desk.target(id), new Date())).toMatchObject({
          status: 'incomplete',
          missing: expect.arrayContaining([{ path: [], because: 'not-captured' }]),
        })
      }
    })

    it('names what was too large for its event, and knows it again from the next', async () => {
      const id = freshId()
      const large = 'x'.repeat(100_000)
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1, large })
      await desk.Thing.updateOne({ _id: id }, { a: 2 })
      await desk.Thing.updateOne({ _id: id }, { large: 'small' })
      const [first, second, third] = await desk.writes(id)
      for (const event of [first, second]) {
        const state = await desk.audit.stateAt(desk.target(id), event?.id ?? '')
        expect(state).toMatchObject({ status: 'incomplete', reason: 'left-out' })
        expect(state.missing[0]).toMatchObject({ path: ['large'], because: 'size' })
        expect(state.record).not.toHaveProperty('large')
      }
      const state = await desk.audit.stateAt(desk.target(id), third?.id ?? '')
      expect(state.record).toMatchObject({ large: 'small' })
      expect(state.status).not.toBe('incomplete')
    })

    it('knows from the live record what its event left out for its size', async () => {
      const id = freshId()
      const large = 'y'.repeat(100_000)
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1, large })
      const state = await desk.audit.stateAt(desk.target(id), new Date())
      expect(state).toMatchObject({ status: 'derived', reason: 'one-sided' })
      expect(state.record?.['large']).toBe(large)
    })

    it('never shows a secret, not even the live record’s', async () => {
      const id = freshId()
      const given = { _id: id as never, password: 'hunter2', box: { deep: { apiKey: 'k-1' } } }
      await desk.Thing.collection.insertOne(given)
      await desk.Thing.updateOne({ _id: id }, { $set: { a: 1 } })
      const state = await desk.audit.stateAt(desk.target(id), new Date())
      expect(JSON.stringify(state)).not.toMatch(/hunter2|k-1/)
      expect(state).toMatchObject({ status: 'incomplete', reason: 'left-out' })
      expect(state.missing.slice(0, 2).map(({ path }) => path)).toEqual([
        ['password'],
        ['box', 'deep', 'apiKey'],
      ])
    })

    it('is not known where an event tells of a write without its images', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1 })
      const unseen = desk.Thing.collection as never as {
        deleteOne(filter: object, options: object): Promise<unknown>
      }
      await unseen.deleteOne({ _id: id }, { writeConcern: { w: 0 } })
      await desk.writes(id)
      const state = await desk.audit.stateAt(desk.target(id), new Date())
      expect(state.status).not.toBe('exact')
    })

    it('is worked out backwards where the history does not begin with a creation', async () => {
      const id = freshId()
      await desk.bare.insertOne({ _id: id as never, a: 'old', kept: 'kept' })
      await desk.Thing.updateOne({ _id: id }, { a: 'new' })
      await desk.Thing.updateOne({ _id: id }, { a: 'newer' })
      const [first] = await desk.writes(id)
      const target = desk.target(id)
      expect(await desk.audit.stateAt(target, first?.id ?? '')).toMatchObject({
        record: { a: 'new', kept: 'kept' },
        status: 'derived',
        reason: 'history-begins-later',
      })
      const before = new Date((first?.at.getTime() ?? 0) - 1)
      expect(await desk.audit.stateAt(target, before)).toMatchObject({
        record: { a: 'old', kept: 'kept' },
        status: 'incomplete',
        reason: 'before-history',
      })
    })

    it('finds a bypassing write also where the history does not begin with a creation', async () => {
      const id = freshId()
      await desk.bare.insertOne({ _id: id as never, a: 'old' })
      await desk.Thing.updateOne({ _id: id }, { a: 'new' })
      await desk.bare.updateOne({ _id: id as never }, { $set: { a: 'bypassed' } })
      const [first] = await desk.writes(id)
      expect(await desk.audit.stateAt(desk.target(id), first?.id ?? '')).toMatchObject({
        status: 'incomplete',
        missing: expect.arrayContaining([{ path: ['a'], because: 'not-captured' }]),
      })
    })

    it('says so where the live record is not at hand', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, a: 1 })
      const event = await desk.newest(id)
      const other = createAudit({
        mongoose: desk.mongoose,
        log: { info: () => undefined, warn: () => undefined },
      })
      expect(await other.stateAt(desk.target(id), event.id)).toMatchObject({
        status: 'derived',
        reason: 'not-checked',
        checkedAgainst: 'nothing',
        record: { _id: id },
      })
      await other.close()
    })

    it('keeps ids that read alike apart by their type', async () => {
      const { ObjectId } = desk.mongoose.mongo
      const typed = new ObjectId()
      await desk.Thing.collection.insertOne({ _id: typed, kind: 'object id' })
      await desk.Thing.collection.insertOne({ _id: typed.toHexString() as never, kind: 'text' })
      const state = await desk.audit.stateAt(desk.target(typed), new Date())
      expect(state.record?.['kind']).toBe('object id')
      await expect(
        desk.audit.stateAt(desk.target(typed.toHexString()), new Date()),
      ).rejects.toMatchObject({ code: 'AUDIT_QUERY_INVALID', field: 'id' })
    })

    it('holds while the record is written all the time', async () => {
      const id = freshId()
      await desk.Thing.collection.insertOne({ _id: id as never, n: 0, fixed: 'fixed' })
      const first = await desk.newest(id)
      const writing = { isOver: false }
      const writers = Array.from({ length: 4 }, async () => {
        while (!writing.isOver) await desk.Thing.updateOne({ _id: id }, { $inc: { n: 1 } })
      })
      const statuses = []
      for (let i = 0; i < 5; i += 1) {
        const state = await desk.audit.stateAt(desk.target(id), first.id)
        statuses.push([state.status, Number(state.record?.['n'])])
      }
      writing.isOver = true
      await Promise.all(writers)
      expect(statuses).toEqual(Array.from({ length: 5 }, () => ['exact', 0]))
    })
  })
}
