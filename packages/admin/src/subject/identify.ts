/**
 * What did the host's `identify` say: who is at the person's own door?
 *
 * Only what is unmistakably a person is one. Everything behind this door is confined to the keys
 * that are made here, and nothing that a request brings can add another.
 */
import { describeKind, isIdValue, isSameKey, subjectKey } from '@rastro/core'
import type { Actor, Persons, SubjectKey } from '@rastro/core'

/** One of a person's ids. */
export interface OwnId {
  /** The person's model; may be missing where one model alone is of persons. */
  readonly type?: string
  readonly id: unknown
}

/** Who is signed in; `ids`: the same person's other ids. `null`: nobody (401). */
export type Identity = (OwnId & { readonly ids?: readonly OwnId[] }) | null | undefined

/** A person whom the application knows. */
export interface KnownPerson {
  readonly keys: readonly SubjectKey[]
  readonly actor: Actor
}

export type Identified =
  | { readonly kind: 'known'; readonly person: KnownPerson }
  | { readonly kind: 'signed-out' }
  /** `reason` is for the operator and holds no value. */
  | { readonly kind: 'misused'; readonly reason: string }

const MAX_IDS = 20

/** Reads it. Never throws. */
export function readIdentity(given: unknown, persons: Persons): Identified {
  if (given === null || given === undefined) return { kind: 'signed-out' }
  try {
    return { kind: 'known', person: knownPerson(given, persons) }
  } catch (error) {
    const reason = error instanceof Misuse ? error.message : 'an id or its type cannot be read'
    return { kind: 'misused', reason }
  }
}

/** What `String(user?.id)` and `Number(user?.id)` make of nobody: they would all be one person. */
const NOBODY = /^(?:\s*|undefined|null|NaN|-?Infinity|\[object \w+\])$/

class Misuse extends Error {}

function knownPerson(given: unknown, persons: Persons): KnownPerson {
  const { ids = [], ...own } = readObject(given, ['type', 'id', 'ids'])
  if (!Array.isArray(ids) || ids.length > MAX_IDS) {
    throw new Misuse(`ids must be a list of at most ${MAX_IDS}`)
  }
  const keys = [own, ...ids.map((one) => readObject(one, ['type', 'id']))].map((one) => {
    const key = subjectKey('identify', one, persons)
    if (!isIdValue(one['id']) || NOBODY.test(key.id)) {
      throw new Misuse('an id is none: is there somebody signed in?')
    }
    return key
  })
  const [first] = keys
  if (first === undefined) throw new Misuse('it gave no id')
  return {
    keys: keys.filter((key, at) => keys.findIndex((other) => isSameKey(key, other)) === at),
    actor: { type: 'client', id: first.id, model: first.type },
  }
}

function readObject(value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Misuse(`it must be { id }, got ${describeKind(value)}`)
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new Misuse(`it has a key '${unknown.slice(0, 40)}'`)
  return { ...value }
}
