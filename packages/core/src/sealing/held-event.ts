/**
 * What is kept of an event while the keys of persons cannot be reached?
 *
 * All of it, encrypted whole under a key of this machine, so that no disk ever has it in plain.
 * Such an event is in no store: it becomes the event that it is before it is stored.
 */
import { dataKeyOf } from './data-key.ts'
import type { DataKey } from './data-key.ts'
import type { AuditEvent, StoredEvent } from '../event/event.ts'
import type { ValueMaker } from '../ports/spool.ts'
import {
  NotSealedHere,
  openBytes,
  SEALED_SUBTYPE,
  sealBytes,
  sealedBytesOf,
} from './sealed-bytes.ts'

/** Gives the 32 bytes of this machine's own key; asked when they are needed first. */
export type LocalKey = () => Uint8Array

/** Keeps events whole. */
export interface Holder {
  hold(event: StoredEvent): StoredEvent
  /** The event as it was. @throws NotSealedHere if the machine's key is another one by now. */
  release(event: StoredEvent): StoredEvent
}

/** What stands in the place of an event's fields. */
interface HeldFields {
  readonly v: 1
  readonly tenant: string
  readonly at: Date
  readonly held: unknown
}

export function createHolder(localKey: LocalKey, make: () => ValueMaker): Holder {
  let known: DataKey | undefined
  const key = (): DataKey => (known ??= dataKeyOf(localKey()))
  const placeOf = (event: StoredEvent) => ({
    tenant: event.e.tenant,
    event: event._id,
    path: ['held'],
  })
  return {
    hold(event) {
      const bytes = sealBytes(event.e, key(), { place: placeOf(event), keyNumber: 0 })
      const { tenant, at } = event.e
      const held = make().binary(bytes, SEALED_SUBTYPE)
      const fields: HeldFields = { v: 1, tenant, at, held }
      return { ...event, e: fields as unknown as AuditEvent }
    },
    release(event) {
      const bytes = sealedBytesOf(heldOf(event))
      if (bytes === undefined) throw new NotSealedHere()
      const how = { place: placeOf(event), id: key().id, make: make() }
      return { ...event, e: openBytes(bytes, key(), how) as AuditEvent }
    },
  }
}

/** True for an event that waits for its keys. */
export function isHeld(event: StoredEvent): boolean {
  return heldOf(event) !== undefined
}

function heldOf({ e }: StoredEvent): unknown {
  return (e as unknown as Partial<HeldFields>).held
}
