/** Who looked at a person's data, and for what? As the person is told. */
import { label } from '@rastro/core'
import type { AuditReader, Catalog, Language, ReadEvent, SubjectKey } from '@rastro/core'

/** One look. */
export interface Look {
  readonly at: Date
  /** What whoever looked is to the application. */
  readonly role: string
  readonly name?: string
  /** What they said it was for; undefined for the review of the log itself. */
  readonly purpose?: string
}

export interface LookParts {
  readonly reader: AuditReader
  readonly tenant: string
  readonly catalog: Catalog
  readonly language: Language
  /** Names are told too. */
  readonly showsStaff: boolean
}

/** The latest of each id; an older one is in the download. */
export const MAX_LOOKS = 100

export async function looksAt(
  keys: readonly SubjectKey[],
  parts: LookParts,
): Promise<readonly Look[]> {
  const pages = await Promise.all(
    keys.map(async (subject) =>
      parts.reader.find(
        { tenant: parts.tenant, scope: { subject } },
        { type: 'audit.person.viewed' },
        { limit: MAX_LOOKS },
      ),
    ),
  )
  return pages
    .flatMap(({ events }) => events)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, MAX_LOOKS)
    .map((event) => asLook(event, parts))
}

function asLook({ at, actor, details }: ReadEvent, parts: LookParts): Look {
  const { catalog, language, showsStaff } = parts
  const labels = catalog.actorTypes.get(actor.type)?.label
  const purpose = details?.['purpose']
  return {
    at,
    role: labels === undefined ? actor.type : label(labels, language),
    ...(showsStaff && actor.name !== undefined ? { name: actor.name } : {}),
    ...(typeof purpose === 'string' ? { purpose } : {}),
  }
}
