/** One line of the list: when, who, what, where, to what. */
import { Component, createRef } from 'preact'
import type { ComponentChildren } from 'preact'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { Meta } from '../../core/meta.ts'
import { EventMarks, OperationPill } from '../../event/operation-pill.tsx'
import type { EventRow } from '../../event/event-types.ts'
import { shortId } from '../../event/short-id.ts'
import type { Column } from './columns.ts'
import type { ListedRow } from './listed-rows.ts'
import { RowMenu } from './row-menu.tsx'

export interface RowProps {
  readonly line: ListedRow
  readonly index: number
  readonly rowPx: number
  readonly columns: readonly Column[]
  readonly isNarrow: boolean
  readonly words: Meta | undefined
  /** The one that Tab reaches. */
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly query: URLSearchParams
  readonly hrefOf: (row: EventRow) => string
  readonly onOpen: (row: EventRow) => void
  readonly onToggle: (row: EventRow) => void
}

/** Rendered again only if what it shows has changed: a list scrolls by sixty pictures a second. */
export class EventRowLine extends Component<RowProps> {
  private readonly box = createRef<HTMLDivElement>()

  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key])
  }

  override componentDidUpdate(before: RowProps): void {
    if (before.line.row.id === this.props.line.row.id) return
    // These elements were another line's a moment ago: what had been opened there is not this one's.
    const box = this.box.current
    box?.querySelector<HTMLElement>(':popover-open')?.hidePopover()
    // Nor what had been selected there: it would be copied with other words in it.
    const selection = getSelection()
    if (box === null || selection === null || selection.isCollapsed) return
    if (selection.containsNode(box, true)) selection.removeAllRanges()
  }

  override render(): ComponentChildren {
    const { line, index, rowPx, columns, isActive, isSelected, onOpen, query } = this.props
    const { row } = line
    return (
      <div
        ref={this.box}
        role="row"
        aria-rowindex={index + 2}
        class={classOf(line, isSelected)}
        data-row={row.id}
        style={{ top: `${index * rowPx}px`, height: `${rowPx}px` }}
        onClick={(event) => {
          // A click on a control is its own; whoever selects text reads and does not open.
          if (event.target instanceof Element && event.target.closest('a, button, [popover]'))
            return
          if (getSelection()?.isCollapsed === false) return
          onOpen(row)
        }}
      >
        {columns.map((column) => (
          <div key={column} role="cell" class={`cell c-${column}`}>
            {this.cell(column)}
          </div>
        ))}
        <div role="cell" class="cell c-tools">
          <RowMenu row={row} query={query} isActive={isActive} />
        </div>
      </div>
    )
  }

  private cell(column: Column): ComponentChildren {
    const { line, isActive, hrefOf, onToggle } = this.props
    const { row, stamp } = line
    switch (column) {
      case 'at':
        return (
          <a class="row-link" href={hrefOf(row)} tabIndex={isActive ? 0 : -1}>
            <time dateTime={row.at}>{stamp}</time>
          </a>
        )
      case 'actor':
        return <Who row={row} />
      case 'operation':
        return (
          <>
            <OperationPill operation={row.operation} />
            <EventMarks outcome={row.outcome} severity={row.severity} />
          </>
        )
      case 'place':
        return <span class="one">{labelOf(meta.get()?.places, row.place)}</span>
      case 'target':
        return <Target line={line} isActive={isActive} onToggle={onToggle} />
      case 'changes':
        return row.changes === 0 ? (
          <span class="muted">
            <span aria-hidden="true">–</span>
            <span class="hidden">{t('events.noChanges')}</span>
          </span>
        ) : (
          t('events.fields', { n: row.changes })
        )
      case 'client':
        return <bdi class="one">{row.client ?? ''}</bdi>
      case 'ip':
        return <bdi class="one mono">{row.ip ?? ''}</bdi>
      case 'outcome':
        return labelOf(meta.get()?.outcomes, row.outcome)
      default:
        return labelOf(meta.get()?.severities, row.severity)
    }
  }
}

function classOf({ row, memberOf }: ListedRow, isSelected: boolean): string {
  const marks = [
    'row',
    isSelected ? 'selected' : '',
    memberOf === undefined ? '' : 'member',
    row.target === undefined || row.sentence !== undefined ? 'told' : '',
  ]
  return marks.filter((mark) => mark !== '').join(' ')
}

function Who({ row }: { readonly row: EventRow }) {
  const { type, name, email, via, by } = row.actor
  const label = labelOf([...(meta.get()?.actorTypes ?? []), ...(meta.get()?.apps ?? [])], type)
  const through =
    by === undefined
      ? via === undefined
        ? undefined
        : t('events.via', { via })
      : t('events.by', { name: by })
  return (
    <>
      <bdi class="one strong">{name ?? label}</bdi>
      <span class="second">{through ?? email ?? (name === undefined ? '' : label)}</span>
    </>
  )
}

interface TargetProps {
  readonly line: ListedRow
  readonly isActive: boolean
  readonly onToggle: (row: EventRow) => void
}

function Target({ line, isActive, onToggle }: TargetProps) {
  const { row, isOpen, memberOf } = line
  const { target, folded, sentence } = row
  if (folded !== undefined) {
    return (
      <div class="group-cell">
        <button
          type="button"
          class="expander"
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'events.closeGroup' : 'events.openGroup')}
          tabIndex={isActive ? 0 : -1}
          onClick={() => onToggle(row)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        </button>
        <span class="two" title={sentence}>
          {folded.unfinished ? `${t('events.unfinished')} · ` : ''}
          {told(row)}
        </span>
      </div>
    )
  }
  if (target === undefined || sentence !== undefined) {
    return <span class="two soft">{told(row)}</span>
  }
  const type = labelOf(meta.get()?.recordTypes, target.type)
  return (
    <>
      <bdi class="one">{target.name ?? type}</bdi>
      <span class="second">
        {target.name === undefined ? null : <bdi>{type} </bdi>}
        <span class="mono">{shortId(target.id)}</span>
        {memberOf !== undefined && line.hasMoreMembers ? ` · ${t('events.moreMembers')}` : ''}
      </span>
    </>
  )
}

/** Who did it stands in its own column: what was done has the room of this one. */
function told({ sentence = '', actor: { name } }: EventRow): string {
  return name !== undefined && sentence.startsWith(`${name} `)
    ? sentence.slice(name.length + 1)
    : sentence
}
