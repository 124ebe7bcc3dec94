/** Which lines does the list have, once some groups are opened? Each line with its texts made. */
import { useCallback, useMemo, useState } from 'preact/hooks'
import { ROW_EXTRAS } from '../../../src/page/first-request.ts'
import { api } from '../../core/api.ts'
import { formatStamp } from '../../core/format.ts'
import { language } from '../../core/i18n.ts'
import type { EventPage, EventRow } from '../../event/event-types.ts'

/** Members shown below their group; all of them are a list of their own. */
const MEMBERS = 50

export interface ListedRow {
  readonly row: EventRow
  /** Made once: a row is rendered many times while one scrolls. */
  readonly stamp: string
  /** Of the group it is a member of. */
  readonly memberOf?: string
  /** Of a group: whether its members are shown. */
  readonly isOpen: boolean
  /** The last of the members that are shown, where there are more. */
  readonly hasMoreMembers: boolean
}

export interface ListedRows {
  readonly lines: readonly ListedRow[]
  readonly toggle: (row: EventRow) => void
}

type Members = Readonly<
  Record<string, { readonly rows: readonly EventRow[]; readonly more: boolean }>
>

/** `zone`: of the times; they are made again when it is known. */
export function useListedRows(rows: readonly EventRow[], zone: string): ListedRows {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [members, setMembers] = useState<Members>({})
  const written = useMemo(() => writer(), [zone])
  const lines = useMemo(
    () => rows.flatMap((row) => linesOf(row, { open, members, written })),
    [rows, open, members, written],
  )
  const toggle = useCallback((row: EventRow) => {
    const id = row.folded?.id
    if (id === undefined) return
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
    setMembers((before) => {
      if (before[id] === undefined) {
        void membersOf(id, row.id).then((found) => setMembers((now) => ({ ...now, [id]: found })))
      }
      return before
    })
  }, [])
  return { lines, toggle }
}

async function membersOf(group: string, head: string): Promise<Members[string]> {
  const asked = new URLSearchParams({
    group,
    view: 'row',
    cols: ROW_EXTRAS,
    limit: String(MEMBERS + 1),
    lang: language(),
  })
  try {
    const { events, next } = await api<EventPage>(`api/events?${asked.toString()}`)
    return { rows: events.filter(({ id }) => id !== head).slice(0, MEMBERS), more: next !== null }
  } catch {
    // Its own list says what went wrong.
    return { rows: [], more: true }
  }
}

interface Groups {
  readonly open: ReadonlySet<string>
  readonly members: Members
  readonly written: (row: EventRow) => ListedRow
}

function linesOf(
  row: EventRow,
  { open, members, written }: Groups,
): ListedRow | readonly ListedRow[] {
  const id = row.folded?.id
  const line = written(row)
  if (id === undefined || !open.has(id)) return line
  const found = members[id]
  const below = found?.rows ?? []
  return [
    { ...line, isOpen: true },
    ...below.map((member, i) => ({
      ...written(member),
      memberOf: id,
      hasMoreMembers: found?.more === true && i === below.length - 1,
    })),
  ]
}

/** A line is made once: with each page, all rows before it are looked at again. */
function writer(): (row: EventRow) => ListedRow {
  const kept = new WeakMap<EventRow, ListedRow>()
  return (row) => {
    const known = kept.get(row)
    if (known !== undefined) return known
    const line = { row, stamp: formatStamp(row.at), isOpen: false, hasMoreMembers: false }
    kept.set(row, line)
    return line
  }
}
