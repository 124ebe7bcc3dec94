/**
 * Who is at the page, for what is kept per person?
 *
 * The grant may name the person; else it is whom the application's own middleware names. Somebody
 * who is known by a name alone is not known: two people may share it.
 */
import { createHash } from 'node:crypto'
import { idText } from '@rastro/core'
import type { Actor, ContextKeeper } from '@rastro/core'
import type { Access } from './authorize.ts'

/** Somebody who can be recognised the next time. */
export interface Person {
  /** A digest: it says who it is to nobody. */
  readonly key: string
  readonly type: string
  readonly id?: string
  readonly name?: string
  readonly email?: string
}

/** User types that stand for anybody. */
const NOBODY: ReadonlySet<string> = new Set(['anonymous', 'system', 'unknown'])

/** Returns who it is; undefined where nobody can tell. Never throws. */
export async function tryPerson(
  access: Access,
  keeper: ContextKeeper,
): Promise<Person | undefined> {
  const { person } = access
  if (person !== undefined) return { key: keyOf('grant', person), type: 'person', id: person }
  try {
    const actor = await keeper.current()?.actor?.()
    return actor === undefined ? undefined : personOf(actor)
  } catch {
    return undefined
  }
}

function personOf(actor: Actor): Person | undefined {
  if (NOBODY.has(actor.type)) return undefined
  // Who acts as somebody else keeps their own page, and leaves the other's alone.
  const { id, name, email } = actor.impersonator ?? actor
  const text = id === undefined || id === null ? undefined : idText(id)
  if (text === undefined && email === undefined) return undefined
  const known = text === undefined ? ['email', email] : ['id', text]
  const kind = actor.impersonator === undefined ? actor.type : 'impersonator'
  return {
    key: keyOf(kind, ...known),
    type: actor.type,
    ...(text === undefined ? {} : { id: text }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  }
}

function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
