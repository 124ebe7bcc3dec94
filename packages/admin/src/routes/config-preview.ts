/**
 * What would a changed configuration record?
 *
 * Nothing is saved. The example is an event that the asker may open anyway, in the form that the
 * draft would give it: values are taken away and never added.
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { Change, JsonValue, PolicyChange, PolicyPreview, ReadEvent } from '@rastro/core'
import { changeJson, eventJson } from '../answers/event-json.ts'
import { placeStateJson } from '../answers/policy-json.ts'
import { assertOwnWrite } from '../access/same-origin.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { requestInvalid } from '../http/refusal.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `POST config/preview`. */
export const previewConfig: Handler = async (visit, service) => {
  assertOwnWrite(visit.request)
  const { change, sample } = readBody(await visit.request.json())
  // The policy checks what came, to the last key.
  const preview = await service.policy.preview(visit.access.tenant, change as PolicyChange)
  return jsonAnswer(200, {
    changes: preview.changes.map(changeJson),
    clientMode: preview.clientMode,
    clientModes: { ...preview.clientModes },
    showLastValue: preview.showLastValue,
    places: preview.places.map(placeStateJson),
    sample: sample === undefined ? null : await sampleJson(sample, preview, [visit, service]),
  })
}

interface Sample {
  readonly place: string
  readonly operation: string | undefined
}

async function sampleJson(
  { place, operation }: Sample,
  preview: PolicyPreview,
  [visit, service]: readonly [Visit, Service],
): Promise<JsonValue> {
  const { catalog } = service
  // Refuses a place that does not exist.
  const definition = catalog.place(place)
  const found = await recentEvent({ place, operation }, visit, service)
  const chosen = operation ?? found?.operation ?? definition.operations[0] ?? 'update'
  const state = preview.places.find((one) => one.place === place)
  const isSummary =
    definition.personal === true && (preview.clientModes[place] ?? preview.clientMode) === 'summary'
  const isListed = definition.operations.includes(chosen)
  const isOn =
    state !== undefined &&
    (Object.hasOwn(state.operations, chosen)
      ? state.operations[chosen] === true
      : state.on && !catalog.isCatalogPlace(place))
  return {
    place,
    operation: chosen,
    recorded: isOn,
    because: state?.mandatory === true && isListed ? 'mandatory' : becauseOf(isOn, isListed),
    values: isSummary ? 'summary' : 'full',
    ...(found === undefined
      ? { source: 'catalog', event: null, fields: ALWAYS }
      : {
          source: 'event',
          event: eventJson(isSummary ? withoutValues(found) : found, wordingOf(visit, service)),
          fields: ALWAYS,
        }),
  }
}

/** What every event has, whatever the configuration says. */
const ALWAYS = ['at', 'actor', 'operation', 'place', 'target', 'outcome', 'origin', 'request']

function becauseOf(isOn: boolean, isListed: boolean): string {
  if (isOn) return 'on'
  return isListed ? 'off' : 'not-listed'
}

async function recentEvent(
  { place, operation }: Sample,
  visit: Visit,
  { reader, looking }: Service,
): Promise<ReadEvent | undefined> {
  const query = { place: [place], ...(operation === undefined ? {} : { op: [operation] }) }
  const { events } = await reader.find(readAccess(visit.access), query, { limit: 1 })
  const [event] = events
  if (event !== undefined) await looking.opened(viewerOf(visit), event)
  return event
}

function withoutValues(event: ReadEvent): ReadEvent {
  const changes = event.changes?.map(({ path, op, omitted }): Change => ({
    path,
    op,
    omitted: omitted ?? 'summary',
  }))
  return changes === undefined ? event : { ...event, changes }
}

function readBody(body: unknown): { change: unknown; sample: Sample | undefined } {
  checkKeys('the body', body, ['change', 'sample'])
  const { change = {}, sample } = body as { change?: unknown; sample?: unknown }
  if (sample === undefined) return { change, sample }
  checkKeys('sample', sample, ['place', 'operation'])
  const { place, operation } = sample as { place?: unknown; operation?: unknown }
  if (typeof place !== 'string' || place === '' || place.length > MAX_CHARS) {
    throw invalid('sample.place')
  }
  const isOperation = typeof operation === 'string' && operation !== ''
  if (operation !== undefined && !(isOperation && operation.length <= MAX_CHARS)) {
    throw invalid('sample.operation')
  }
  return { change, sample: { place, operation } }
}

const MAX_CHARS = 128

function invalid(field: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', `${field}: expected a name`, { field })
}

function checkKeys(where: string, given: unknown, known: readonly string[]): void {
  try {
    checkOptions(where, given, known)
  } catch (error) {
    if (!AuditError.is(error)) throw error
    if (error.field === undefined) throw requestInvalid(400, error.message)
    throw new AuditError('AUDIT_QUERY_INVALID', `${where} has no such key`, {
      field: error.field.slice(0, 64),
    })
  }
}
