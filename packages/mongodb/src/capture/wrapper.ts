/**
 * A driver collection whose writes are captured.
 *
 * `Object.create(original)`: it is the application's collection in everything but the methods that
 * write, and those call the original *object* (its `insertMany` calls its own `bulkWrite`, which
 * must not be captured a second time).
 */

import { captureAggregate } from './aggregate-out.ts'
import { captureBulkWrite } from './bulk-write.ts'
import { captureClientBulk } from './client-bulk.ts'
import { runWithIntent } from './bare-write.ts'
import { runBare } from './call.ts'
import type { WriteCall, WriteMethod } from './call.ts'
import { captureCritical } from './critical.ts'
import type { DriverCollection } from './driver.ts'
import { captureFindAndModify } from './find-and-modify.ts'
import { freezeFilter, NotStorable } from './freeze.ts'
import { captureInTransaction } from './in-transaction.ts'
import { captureInsert, insertsOf } from './insert.ts'
import { captureLegacyBulk } from './legacy-bulk.ts'
import { captureManyWrite } from './many-write.ts'
import { tryPlainPlan } from './plain-plan.ts'
import { capturePlainWrite } from './plain-write.ts'
import { follow } from './recent-writes.ts'
import { captureSingleWrite } from './single-write.ts'
import { isUnusable, sessionOf } from './sessions.ts'
import { optionsOf } from './site.ts'
import type { CaptureSite } from './site.ts'
import { captureStructural } from './structural.ts'
import { isUnacknowledged } from './write-concern.ts'

/** How many arguments stand before the options. */
const WRITES: Readonly<Record<WriteMethod, 1 | 2>> = {
  insertOne: 1,
  insertMany: 1,
  updateOne: 2,
  updateMany: 2,
  replaceOne: 2,
  deleteOne: 1,
  deleteMany: 1,
  findOneAndUpdate: 2,
  findOneAndReplace: 2,
  findOneAndDelete: 1,
  bulkWrite: 1,
}

const originals = new WeakMap<object, DriverCollection>()

/** Returns the captured form of a driver collection; one that is captured already as it is. */
export function wrapCollection(site: CaptureSite): DriverCollection {
  if (originals.has(site.original)) return site.original
  const wrapper = Object.create(site.original) as DriverCollection
  for (const [name, before] of Object.entries(WRITES) as [WriteMethod, 1 | 2][]) {
    define(wrapper, name, async (...passed: unknown[]) => {
      const given = withOwnList(passed)
      const args = given.slice(0, before)
      const call: WriteCall = { site, method: name, args, options: optionsOf(given[before]) }
      try {
        return await captured(call, given)
      } catch (error) {
        if (error instanceof NotStorable) return runBare(call, given)
        throw error
      }
    })
  }
  captureLegacyBulk(site, (name, method) => define(wrapper, name, method))
  captureAggregate(site, (name, method) => define(wrapper, name, method))
  captureClientBulk(site.original.client)
  captureStructural(site, (name, method) => define(wrapper, name, method), wrapCollection)
  originals.set(wrapper, site.original)
  return wrapper
}

/** The application's own collection behind a wrapper; the same object if it is none. */
export function originalOf(collection: DriverCollection): DriverCollection {
  return originals.get(collection) ?? collection
}

async function captured(call: WriteCall, given: readonly unknown[]): Promise<unknown> {
  const { site } = call
  if (!isCapturable(call)) return runBare(call, given)
  const session = sessionOf(call.options)
  if (session !== undefined && isUnusable(session, site.original.client))
    return runBare(call, given)
  // Before anything is waited for: an abort that comes next must find this call in its queue.
  if (session?.inTransaction() === true) return captureInTransaction(call, given, session)
  if (!(await site.sink.wants(site.audited))) return runBare(call, given)
  if (site.sink.safetyOf(site.audited).class === 'critical') return captureCritical(call, given)
  if (isUnacknowledged(site, call.options)) return captureUnseen(call, given, 'unacknowledged')
  // The driver reads a word in the place of the options as a write concern.
  if (typeof given[call.args.length] === 'string') return captureUnseen(call, given, 'unsupported')
  const plain = tryPlainPlan(call)
  if (plain !== undefined) {
    return follow(
      site,
      capturePlainWrite(call, plain, () => capturedByReads(call, given)),
    )
  }
  return capturedByReads(call, given)
}

function capturedByReads(call: WriteCall, given: readonly unknown[]): Promise<unknown> {
  const { site } = call
  switch (call.method) {
    case 'insertOne':
    case 'insertMany':
      return follow(site, captureInsert(call, given, insertsOf(call)))
    case 'updateOne':
    case 'replaceOne':
    case 'deleteOne':
      return follow(site, captureSingleWrite(call))
    case 'updateMany':
    case 'deleteMany':
      return captureManyWrite(call, given)
    case 'bulkWrite':
      return captureBulkWrite(call, given)
    default:
      return follow(site, captureFindAndModify(call))
  }
}

// The driver goes through a list at once, so that the application may empty or refill it.
function withOwnList(passed: readonly unknown[]): unknown[] {
  const [list, ...others] = passed
  return Array.isArray(list) ? [list.slice(), ...others] : [...passed]
}

// A call that the driver is going to refuse, or that writes nothing, is the driver's alone.
function isCapturable(call: WriteCall): boolean {
  if ((call.options['explain'] ?? null) !== null) return false
  const first = call.args[0]
  if (call.method === 'insertMany') return Array.isArray(first) && first.length > 0
  if (call.method === 'bulkWrite') {
    return Array.isArray(first) && first.length > 0 && first.every(isObject)
  }
  return call.method === 'insertOne' ? isObject(first) : true
}

// No reply, so neither a result nor a time: what was asked for is all there is to tell.
function captureUnseen(
  call: WriteCall,
  given: readonly unknown[],
  because: string,
): Promise<unknown> {
  const hasFilter = !call.method.startsWith('insert') && call.method !== 'bulkWrite'
  const filter = hasFilter ? freezeFilter(call, call.args[0]) : undefined
  return runWithIntent(call, given, { filter, because })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function define(wrapper: object, name: string, value: unknown): void {
  Object.defineProperty(wrapper, name, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  })
}
