/**
 * Where in the application is what an event names?
 *
 * Models say where their records are; where people and organizations are, only who mounts the
 * page can say. Every address comes out of core's checks: what a browser would run is no link.
 */
import { AuditError, checkLinkMaker, checkOptions, idText, tryLink } from '@rastro/core'
import type { Actor, JsonValue, LinkMaker, ReadEvent, RecordLinks } from '@rastro/core'

/** The application's own pages, as templates (`/agents/{id}`) or functions. */
export interface HostLinks {
  /** By the record's type: its model's name. Before what the model's plugin says. */
  readonly records?: Readonly<Record<string, LinkMaker>>
  /** By user type, e.g. `agent`. */
  readonly people?: Readonly<Record<string, LinkMaker>>
  /** An organization has a name and no id: `/organizations?name={name}`. */
  readonly organizations?: LinkMaker
}

/** What links are made of. */
export interface LinkSources {
  readonly links: HostLinks
  readonly recordLinks: RecordLinks | undefined
}

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
export function checkHostLinks(given: unknown): HostLinks {
  if (given === undefined) return {}
  checkOptions("the admin router's option links", given, ['records', 'people', 'organizations'])
  const { records, people, organizations } = given as Record<string, unknown>
  for (const [name, makers] of Object.entries({ records, people })) {
    if (makers === undefined) continue
    if (typeof makers !== 'object' || makers === null) {
      throw new AuditError('AUDIT_OPTION_INVALID', `option 'links.${name}' must be an object`, {
        field: `links.${name}`,
      })
    }
    for (const [type, maker] of Object.entries(makers)) {
      checkLinkMaker(`links.${name}.${type}`, maker)
    }
  }
  if (organizations !== undefined) checkLinkMaker('links.organizations', organizations)
  return given as HostLinks
}

export function recordUrl(
  { links, recordLinks }: LinkSources,
  record: { readonly type: string; readonly id: string; readonly name?: string | undefined },
): string | undefined {
  const subject = { type: record.type, id: record.id, ...(record.name && { name: record.name }) }
  const own = makerOf(links.records, record.type)
  return own === undefined ? recordLinks?.tryLink(subject) : tryLink(own, subject)
}

export function personUrl({ links }: LinkSources, actor: Actor): string | undefined {
  const { type, id, name } = actor
  return tryLink(makerOf(links.people, type), {
    type,
    ...(id === undefined || id === null ? {} : { id: idText(id) }),
    ...(name === undefined ? {} : { name }),
  })
}

/** Every address that one event leads to. */
export function eventLinks(
  sources: LinkSources,
  { target, actor }: ReadEvent,
): { readonly [key: string]: string } {
  const record =
    target === undefined
      ? undefined
      : recordUrl(sources, { type: target.type, id: idText(target.id), name: target.name })
  const person = personUrl(sources, actor)
  const { organizations } = sources.links
  const name = target?.organization
  const organization =
    name === undefined ? undefined : tryLink(organizations, { type: 'organization', name })
  return {
    ...(record === undefined ? {} : { record }),
    ...(person === undefined ? {} : { person }),
    ...(organization === undefined ? {} : { organization }),
  }
}

/** The address of a row's record where nobody but the server can make it. */
export function madeRecordUrl(sources: LinkSources, event: ReadEvent): string | undefined {
  const { target } = event
  if (target === undefined) return undefined
  const own = makerOf(sources.links.records, target.type)
  const isMade =
    own === undefined
      ? sources.recordLinks?.isMade(target.type) === true
      : typeof own === 'function'
  return isMade ? eventLinks(sources, event)['record'] : undefined
}

/** Templates, for whoever makes addresses of many rows by itself. */
export function templatesJson({ links, recordLinks }: LinkSources): {
  readonly [key: string]: JsonValue
} {
  const records = new Map(recordLinks?.templates())
  for (const [type, maker] of Object.entries(links.records ?? {})) {
    if (typeof maker === 'string') records.set(type, maker)
    else records.delete(type)
  }
  const people = Object.entries(links.people ?? {}).filter(([, maker]) => typeof maker === 'string')
  const { organizations } = links
  return {
    records: Object.fromEntries(records),
    people: Object.fromEntries(people) as { [key: string]: string },
    organizations: typeof organizations === 'string' ? organizations : null,
  }
}

/** Own keys only: a model may be called `constructor`. */
function makerOf(
  makers: Readonly<Record<string, LinkMaker>> | undefined,
  type: string,
): LinkMaker | undefined {
  return makers !== undefined && Object.hasOwn(makers, type) ? makers[type] : undefined
}
