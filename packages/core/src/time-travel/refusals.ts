/** How is a revert refused? Paths and events are named; what they hold never is. */
import { AuditError } from '../errors/audit-error.ts'

type Path = readonly string[]

/** Longer lists help nobody. */
const MAX_NAMED = 50
const MAX_IN_MESSAGE = 5

/** Something else changed what is to be reverted. */
export function conflict(paths: readonly Path[], events: readonly string[]): AuditError {
  const later = [...new Set(events)]
  const by =
    later.length === 0
      ? 'the record is no longer as this write left it'
      : `later events changed it too (${listed(later)})`
  return new AuditError('AUDIT_REVERT_CONFLICT', `${by}: ${listed(unique(paths).map(pathText))}`, {
    paths: unique(paths).slice(0, MAX_NAMED),
    events: later.slice(0, MAX_NAMED),
  })
}

/** Values that are needed are in no event. */
export function incomplete(paths: readonly Path[], events: readonly string[]): AuditError {
  return new AuditError(
    'AUDIT_REVERT_INCOMPLETE',
    `not every value is known that would have to be written: ${listed(unique(paths).map(pathText))}`,
    { paths: unique(paths).slice(0, MAX_NAMED), events: events.slice(0, MAX_NAMED) },
  )
}

/** It cannot be done, whatever the record is. */
export function refused(why: string, options: { field?: string } = {}): AuditError {
  return new AuditError('AUDIT_REVERT_REFUSED', why, options)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_IN_MESSAGE).join(', ')
  return names.length > MAX_IN_MESSAGE
    ? `${shown} and ${names.length - MAX_IN_MESSAGE} more`
    : shown
}

/** Keys may hold dots, and anything else. */
function pathText(path: Path): string {
  if (path.length === 0) return 'the whole record'
  const text = path.every((key) => /^[\w-]+$/.test(key)) ? path.join('.') : JSON.stringify(path)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function unique(paths: readonly Path[]): Path[] {
  const seen = new Map(paths.map((path) => [JSON.stringify(path), path]))
  return [...seen.values()]
}
