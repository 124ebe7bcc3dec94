/**
 * Which columns does the preset `full` have?
 *
 * Every field of the event format under its own name, with a dot between its parts: the names are
 * stable, in English, and the same as in JSON. Instants are RFC 3339 in UTC; what has parts of its
 * own (changes, details, related records) is JSON in one cell.
 */
import { csvCell, csvNumber, idText, toJson } from '@rastro/core'
import type { CsvColumn, ReadEvent } from '@rastro/core'
import { changesJson, relatedJson } from './recorded-json.ts'

type Cell = (event: ReadEvent) => string

const CELLS: Readonly<Record<string, Cell>> = {
  id: ({ id }) => id,
  at: ({ at }) => at.toISOString(),
  recordedAt: ({ recordedAt }) => recordedAt.toISOString(),
  type: ({ type }) => csvCell(type),
  operation: ({ operation }) => csvCell(operation),
  place: ({ place }) => csvCell(place),
  category: ({ category }) => csvCell(category),
  severity: ({ severity }) => csvCell(severity),
  outcome: ({ outcome }) => csvCell(outcome),
  reason: ({ reason }) => text(reason),
  'actor.type': ({ actor }) => csvCell(actor.type),
  'actor.id': ({ actor }) => id(actor.id),
  'actor.name': ({ actor }) => text(actor.name),
  'actor.email': ({ actor }) => text(actor.email),
  'actor.model': ({ actor }) => text(actor.model),
  'actor.via': ({ actor }) => text(actor.via),
  'actor.impersonator.id': ({ actor }) => id(actor.impersonator?.id),
  'actor.impersonator.name': ({ actor }) => text(actor.impersonator?.name),
  'actor.impersonator.email': ({ actor }) => text(actor.impersonator?.email),
  'account.id': ({ account }) => id(account?.id),
  'account.name': ({ account }) => text(account?.name),
  'target.type': ({ target }) => text(target?.type),
  'target.id': ({ target }) => id(target?.id),
  'target.name': ({ target }) => text(target?.name),
  'target.organization': ({ target }) => text(target?.organization),
  'subject.type': ({ subject }) => text(subject?.type),
  'subject.id': ({ subject }) => id(subject?.id),
  'subject.name': ({ subject }) => text(subject?.name),
  related: ({ related }) => (related === undefined ? '' : csvCell(relatedJson(related))),
  changes: ({ changes }) => (changes === undefined ? '' : csvCell(changesJson(changes))),
  details: ({ details }) => (details === undefined ? '' : csvCell(JSON.stringify(toJson(details)))),
  fidelity: ({ fidelity }) => text(fidelity),
  durability: ({ durability }) => text(durability),
  'origin.ip': ({ origin }) => text(origin?.ip),
  'origin.country': ({ origin }) => text(origin?.country),
  'origin.region': ({ origin }) => text(origin?.region),
  'origin.city': ({ origin }) => text(origin?.city),
  'origin.browser': ({ origin }) => text(origin?.browser),
  'origin.os': ({ origin }) => text(origin?.os),
  'origin.device': ({ origin }) => text(origin?.device),
  'origin.userAgent': ({ origin }) => text(origin?.userAgent),
  'request.id': ({ request }) => text(request?.id),
  'request.method': ({ request }) => text(request?.method),
  'request.route': ({ request }) => text(request?.route),
  'request.status': ({ request }) => number(request?.status),
  'request.traceId': ({ request }) => text(request?.traceId),
  'clientTime.at': ({ clientTime }) =>
    clientTime === undefined ? '' : clientTime.at.toISOString(),
  'clientTime.offsetMinutes': ({ clientTime }) => number(clientTime?.offsetMinutes),
  'clientTime.zone': ({ clientTime }) => text(clientTime?.zone),
  'group.id': ({ group }) => text(group?.id),
  'group.index': ({ group }) => number(group?.index),
  'ct.t': ({ ct }) => (ct === undefined ? '' : `${ct.t.t}:${ct.t.i}`),
  'ct.n': ({ ct }) => number(ct?.n),
  tenant: ({ tenant }) => csvCell(tenant),
  v: ({ v }) => String(v),
}

/** The columns, in their order. */
export const FULL_COLUMNS: readonly CsvColumn<ReadEvent>[] = Object.entries(CELLS).map(
  ([label, cell]) => ({ label, cell }),
)

function text(value: string | undefined): string {
  return value === undefined ? '' : csvCell(value)
}

function id(value: unknown): string {
  return value === undefined || value === null ? '' : csvCell(idText(value))
}

function number(value: number | undefined): string {
  return value === undefined ? '' : csvNumber(value)
}
