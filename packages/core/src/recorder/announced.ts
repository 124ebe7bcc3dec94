/**
 * What is written before a write is sent, and which ids do its events get?
 *
 * The line says who, when, on which session and which records, by ids alone: names, addresses and
 * values of records have no business in a file beside the application.
 */
import type { AuditContext } from '../context/context.ts'
import {
  createIntentIds,
  derivedId,
  positionLetters,
  stepLetter,
  tryOrderLetters,
} from '../durability/derived-id.ts'
import type { Spool } from '../durability/spool.ts'
import type { Actor, RequestFacts, StoredValue } from '../event/event.ts'
import type { OpenIntent } from '../ports/spool.ts'
import { idText } from '../values/id-text.ts'
import { kindOf } from '../values/kind.ts'
import type { AnnouncedWrite, WriteIntent } from './captured.ts'

/** Gives the events of one announced write their ids: always the same ones. */
export interface EventIds {
  /** The next event about this record. */
  ofRecord(id: StoredValue): string
  ofIntent(): string
  readonly group: string
  readonly head: string
}

export interface Announcer {
  announce(intent: WriteIntent): AnnouncedWrite | undefined | Promise<AnnouncedWrite | undefined>
  /** The ids of what `announce` gave; undefined for anything else. */
  idsOf(announced: AnnouncedWrite | undefined): EventIds | undefined
  /** Its events could not be kept: what became of it is found out after the next start. */
  keepOpen(announced: AnnouncedWrite | undefined): void
}

interface State {
  readonly ids: EventIds
  isKeptOpen: boolean
}

/** @param spool - Where the lines go; without one nothing is announced. */
export function createAnnouncer(parts: {
  readonly tenant: string
  readonly now: () => Date
  readonly context: () => AuditContext | undefined
  readonly spool: Spool | undefined
}): Announcer {
  const { tenant, now, context, spool } = parts
  const nextId = createIntentIds()
  const states = new WeakMap<AnnouncedWrite, State>()

  function write(
    kept: Spool,
    given: WriteIntent,
    who: { readonly actor: Actor | undefined; readonly context: AuditContext | undefined },
  ): AnnouncedWrite | undefined {
    const at = now()
    const intent = openIntent(given, {
      id: nextId(at),
      at,
      tenant,
      actor: actorOf(who.actor, who.context),
      request: tryAsk(() => who.context?.request?.()),
      group: who.context?.group,
    })
    if (!kept.announce(intent)) return undefined
    const state: State = { ids: eventIds(intent), isKeptOpen: false }
    const announced: AnnouncedWrite = {
      close() {
        if (!state.isKeptOpen) kept.close(intent.id)
      },
    }
    states.set(announced, state)
    return announced
  }

  return {
    announce(intent) {
      if (spool === undefined) return undefined
      const around = context()
      const actor = tryAsk(() => around?.actor?.())
      // Mostly known at once: no turn of the event loop for that.
      if (!(actor instanceof Promise)) return write(spool, intent, { actor, context: around })
      return actor
        .catch(() => undefined)
        .then((known) => write(spool, intent, { actor: known, context: around }))
    },
    idsOf: (announced) => (announced === undefined ? undefined : states.get(announced)?.ids),
    keepOpen(announced) {
      const state = announced === undefined ? undefined : states.get(announced)
      if (state !== undefined) state.isKeptOpen = true
    },
  }
}

/** Returns the ids that the events of an announced write have. */
export function eventIds(intent: Pick<OpenIntent, 'id' | 'ids'>): EventIds {
  const steps = new Map<string, number>()
  const given = new Set<string>()
  let positions: Map<string, number> | undefined
  let intents = 0

  function orderOf(id: StoredValue, key: string, step: number): string {
    positions ??= new Map((intent.ids ?? []).map((one, index) => [keyOf(one), index]))
    const position = positions.get(key)
    const order = position === undefined ? tryOrderLetters(id) : positionLetters(position)
    return order === undefined ? '' : order + stepLetter(step)
  }

  return {
    ofRecord(id) {
      const key = keyOf(id)
      const step = steps.get(key) ?? 0
      steps.set(key, step + 1)
      const what = `record ${key} ${step}`
      const ordered = derivedId(intent.id, what, orderOf(id, key, step))
      // The order takes room from what tells events apart: two that meet are told apart without it.
      const own = given.has(ordered) ? derivedId(intent.id, what) : ordered
      given.add(own)
      return own
    },
    ofIntent() {
      intents += 1
      return derivedId(intent.id, `intent ${intents}`)
    },
    // Asked for by calls on many records alone.
    get group() {
      return derivedId(intent.id, 'group')
    },
    get head() {
      return derivedId(intent.id, 'head')
    },
  }
}

function keyOf(id: StoredValue): string {
  return `${kindOf(id)} ${idText(id)}`
}

function openIntent(
  given: WriteIntent,
  around: {
    readonly id: string
    readonly at: Date
    readonly tenant: string
    readonly actor: OpenIntent['actor']
    readonly request: RequestFacts | undefined
    readonly group: AuditContext['group']
  },
): OpenIntent {
  const { root } = given.collection
  const { request, group } = around
  return {
    id: around.id,
    at: around.at,
    tenant: around.tenant,
    type: root.type,
    place: root.place,
    namespace: given.namespace,
    method: given.method,
    lsid: given.lsid,
    txnNumber: BigInt(given.txnNumber),
    ...(given.ids === undefined ? {} : { ids: given.ids }),
    ...(given.exclusive === true ? { exclusive: true } : {}),
    ...(given.after === undefined ? {} : { after: given.after }),
    durability: given.durability,
    actor: around.actor,
    ...(request === undefined ? {} : { request: traceOf(request) }),
    ...(group === undefined ? {} : { group: { id: group.id, cause: group.cause.type } }),
  }
}

function traceOf({ id, traceId }: RequestFacts): NonNullable<OpenIntent['request']> {
  return { ...(id === undefined ? {} : { id }), ...(traceId === undefined ? {} : { traceId }) }
}

function actorOf(actor: Actor | undefined, around: AuditContext | undefined): OpenIntent['actor'] {
  if (actor === undefined) return { type: around?.request === undefined ? 'system' : 'anonymous' }
  const { type, id, model, via } = actor
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(via === undefined ? {} : { via }),
  }
}

function tryAsk<T>(question: () => T): T | undefined {
  try {
    return question()
  } catch {
    return undefined
  }
}
