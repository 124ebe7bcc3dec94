/** Who did something to a request: as much as a log needs, and no address. */
import type { Actor } from '../event/event.ts'
import { idText } from '../values/id-text.ts'

/** Who did it, with the id as text. */
export interface StepActor {
  readonly type: string
  readonly id?: string
  readonly name?: string
}

/** The same of an actor; nobody known is the application itself. */
export function stepActor(actor: Actor | undefined): StepActor {
  if (actor === undefined) return { type: 'system' }
  const { type, id, name } = actor
  return {
    type,
    ...(id === undefined || id === null ? {} : { id: idText(id) }),
    ...(name === undefined ? {} : { name }),
  }
}
