/** How is one part of what a person keeps read and changed, also by two windows at once? */
import { AuditError } from '@rastro/core'
import type { JsonValue, PersonalStore } from '@rastro/core'
import type { Person } from '../access/person.ts'
import { changedSince, tryIfMatch, versionTag } from '../http/if-match.ts'

/** Whose it is, and where it is kept. */
export interface Keeping {
  readonly store: PersonalStore
  readonly tenant: string
  /** Undefined where nobody knows who it is: there is nothing, and nothing can be saved. */
  readonly person: Person | undefined
  /** The version that the asker read, as `If-Match` says it. */
  readonly ifMatch: string | undefined
}

/** What is kept, and its entity tag. */
export interface Kept<T> {
  readonly value: T
  readonly tag: string
}

/** One kind of thing that is kept per person. */
export interface PartKind<T extends JsonValue> {
  readonly part: string
  /** What is there before anything was saved, and where what was saved cannot be read any more. */
  readonly none: T
  /** Reads what was saved, perhaps by another version; undefined if it cannot be used. */
  readonly tryRead: (saved: unknown) => T | undefined
}

/** Reads it; somebody whom nobody knows has none. */
export async function readPart<T extends JsonValue>(
  kind: PartKind<T>,
  { store, tenant, person }: Keeping,
): Promise<Kept<T>> {
  if (person === undefined) return { value: kind.none, tag: versionTag('', 0) }
  const { value, version } = await load(kind, store, { tenant, person: person.key })
  return { value, tag: versionTag(tenant + person.key, version) }
}

/**
 * Changes it. Without `If-Match` a change is made to whatever is there, and so never lost.
 *
 * @throws AuditError `AUDIT_PERSON_UNKNOWN`; `AUDIT_CONFIG_CONFLICT` (412) if it has been changed
 * since the version that `If-Match` names.
 */
export async function changePart<T extends JsonValue>(
  kind: PartKind<T>,
  { store, tenant, person, ifMatch }: Keeping,
  change: (before: T) => T,
): Promise<Kept<T>> {
  if (person === undefined) {
    throw new AuditError(
      'AUDIT_PERSON_UNKNOWN',
      'nobody knows who this is: what is kept per person cannot be saved',
    )
  }
  const whose = { tenant, person: person.key }
  const owner = tenant + person.key
  const expected = tryIfMatch(ifMatch, owner)
  for (let tries = 1; ; tries += 1) {
    const before = await load(kind, store, whose)
    if (expected !== undefined && before.version !== expected) throw changedSince()
    const value = change(before.value)
    const text = JSON.stringify(value)
    if (await store.save({ ...whose, part: kind.part }, text, before.version)) {
      return { value, tag: versionTag(owner, before.version + 1) }
    }
    if (expected !== undefined || tries === MAX_TRIES) throw changedSince()
  }
}

const MAX_TRIES = 5

async function load<T extends JsonValue>(
  kind: PartKind<T>,
  store: PersonalStore,
  whose: { readonly tenant: string; readonly person: string },
): Promise<{ readonly value: T; readonly version: number }> {
  const saved = await store.read({ ...whose, part: kind.part })
  if (saved === undefined) return { value: kind.none, version: 0 }
  return { value: tryParse(kind, saved.text) ?? kind.none, version: saved.version }
}

function tryParse<T extends JsonValue>(kind: PartKind<T>, text: string): T | undefined {
  try {
    return kind.tryRead(JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}
