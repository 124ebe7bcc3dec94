/** Which columns are there, which of them are shown, and how wide are they? */
import type { MessageKey } from '../../core/i18n.ts'

export const COLUMNS = [
  'at',
  'actor',
  'operation',
  'place',
  'target',
  'changes',
  'client',
  'ip',
  'outcome',
  'severity',
] as const

export type Column = (typeof COLUMNS)[number]

/** What a row cannot do without: its link, and what happened. */
export const FIXED: readonly Column[] = ['at', 'actor', 'operation']

const USUAL: readonly Column[] = [
  'at',
  'actor',
  'operation',
  'place',
  'target',
  'changes',
  'client',
]

export const COLUMN_KEYS = {
  at: 'events.when',
  actor: 'events.who',
  operation: 'events.what',
  place: 'events.place',
  target: 'events.record',
  changes: 'events.changes',
  client: 'events.client',
  ip: 'events.ip',
  outcome: 'events.outcome',
  severity: 'events.severity',
} as const satisfies Record<Column, MessageKey>

const WIDTHS: Readonly<Record<Column, string>> = {
  at: '10.75rem',
  actor: 'minmax(7rem, 1.1fr)',
  operation: 'minmax(7rem, 0.8fr)',
  place: 'minmax(5.5rem, 0.8fr)',
  target: 'minmax(8rem, 2fr)',
  changes: '4.25rem',
  client: 'minmax(6rem, 0.8fr)',
  ip: '8rem',
  outcome: '6rem',
  severity: '6rem',
}

/** The columns that somebody chose: in the address, or before (`kept`, in the same form). */
export function chosenColumns(
  query: URLSearchParams,
  kept: string | undefined,
): readonly Column[] | undefined {
  const text = query.get('cols') ?? kept
  if (text === undefined || text === '') return undefined
  const names = text.split(',')
  return COLUMNS.filter((column) => FIXED.includes(column) || names.includes(column))
}

/** What there is room for. */
export type Room = 'narrow' | 'tight' | 'medium' | 'wide'

/** The columns to show: those that were chosen, or the usual ones for which there is room. */
export function shownColumns(chosen: readonly Column[] | undefined, room: Room): readonly Column[] {
  if (room === 'narrow') return ['at', 'actor', 'operation', 'place', 'target']
  if (chosen !== undefined) return chosen
  const left: readonly Column[] =
    room === 'wide' ? [] : room === 'medium' ? ['client'] : ['client', 'changes']
  return USUAL.filter((column) => !left.includes(column))
}

/** The table's grid: the columns, and the row's menu at the end. */
export function gridOf(columns: readonly Column[]): string {
  return `${columns.map((column) => WIDTHS[column]).join(' ')} 2.25rem`
}
