/** With what, from where, on what: short lists, the most frequent first. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { formatNumber, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { hasScreen } from '../../core/screen-paths.ts'
import { eventUrl, eventsUrl, historyUrl, one, subjectUrl } from './rollup-links.ts'
import type { Scope } from './rollup-links.ts'
import type { ContentProps } from './content-props.ts'
import type { RollUp, TouchedRecord } from './rollup-types.ts'
import { Rest } from './rest.tsx'
import { personQuery, personText } from './status.tsx'
import { originText } from './subject-head.tsx'

export function ListBoxes({ data, scope }: ContentProps) {
  const known = meta.get()
  const { exports, addresses, people, agents, places, records, more } = data
  return (
    <div class="boxes">
      <ListBox
        title={t('rollup.exports')}
        head={t('rollup.rowsHead')}
        more={exports.n - exports.latest.length}
      >
        {exports.latest.map(({ event, at, type, place, rows, format }) => ({
          key: event,
          name: labelOf(known?.types, type),
          note: [labelOf(known?.places, place), format?.toUpperCase()].filter(Boolean).join(' · '),
          count: rows === null ? '—' : formatNumber(rows),
          at,
          atUrl: eventUrl(event),
        }))}
      </ListBox>
      {scope.screen === 'people' ? (
        <ListBox title={t('rollup.addresses')} more={more.addresses}>
          {addresses.map((address) => ({
            key: address.ip,
            name: <a href={subjectUrl(scope, 'addresses', { ip: address.ip })}>{address.ip}</a>,
            note: originText(address),
            count: formatNumber(address.n),
            href: eventsUrl(scope, { ip: address.ip }),
            at: address.last,
          }))}
        </ListBox>
      ) : (
        <ListBox title={t('rollup.people')} more={more.people}>
          {people.map((person) => {
            const query = personQuery(person)
            const isSomebody = query['user'] !== undefined
            return {
              key: personText(person),
              name: isSomebody ? (
                <a href={subjectUrl(scope, 'people', query)}>{personText(person)}</a>
              ) : (
                personText(person)
              ),
              note: person.name === undefined ? undefined : person.email,
              count: formatNumber(person.n),
              href: eventsUrl(scope, query),
              at: person.last,
            }
          })}
        </ListBox>
      )}
      <ListBox title={t('rollup.records')} more={more.records}>
        {records.map((record) => ({
          key: `${record.type} ${record.id}`,
          name: <RecordName record={record} scope={scope} />,
          note: record.type,
          count: formatNumber(record.n),
          href: eventsUrl(scope, { tt: record.type, tid: record.id }),
          at: record.last,
        }))}
      </ListBox>
      <ListBox title={t('rollup.places')} more={more.places}>
        {places.map(({ place, n, last }) => ({
          key: place,
          name: labelOf(known?.places, place),
          count: formatNumber(n),
          href: eventsUrl(scope, { place: one(place) }),
          at: last,
        }))}
      </ListBox>
      <ListBox title={t('rollup.agents')} more={more.agents}>
        {agents.map((agent) => ({
          key: agentText(agent),
          name: agentText(agent),
          count: formatNumber(agent.n),
          at: agent.last,
        }))}
      </ListBox>
    </div>
  )
}

function RecordName({ record, scope }: { readonly record: TouchedRecord; readonly scope: Scope }) {
  const { type, id, name } = record
  const text = <bdi>{name ?? id}</bdi>
  const url = hasScreen('history')
    ? historyUrl(record)
    : eventsUrl({ ...scope, subject: {} }, { tt: type, tid: id })
  return <a href={url}>{text}</a>
}

function agentText({ browser, os, device }: RollUp['agents'][number]): string {
  return [browser, os, device].filter((part) => part !== undefined).join(' · ')
}

interface Line {
  readonly key: string
  readonly name: ComponentChildren
  readonly note?: string | undefined
  readonly count: string
  /** The events that `count` counts. */
  readonly href?: string
  readonly at: string
  readonly atUrl?: string
}

interface ListBoxProps {
  readonly title: string
  readonly head?: string
  readonly more: number
  readonly children: readonly Line[]
}

/** So many at first: the rest is there on demand. */
const SHOWN = 8

function ListBox({ title, head, more, children }: ListBoxProps) {
  const [isWhole, setWhole] = useState(false)
  if (children.length === 0) return null
  const lines = isWhole ? children : children.slice(0, SHOWN)
  return (
    <section class="sheet box">
      <table class="lines">
        <caption>{title}</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{head ?? t('rollup.events')}</th>
            <th scope="col">{t('rollup.last')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, note, count, href, at, atUrl }) => (
            <tr key={key}>
              <th scope="row">
                {name}
                {note === undefined || note === '' ? null : <bdi class="line-note">{note}</bdi>}
              </th>
              <td class="number">{href === undefined ? count : <a href={href}>{count}</a>}</td>
              <td class="when">
                {atUrl === undefined ? formatStamp(at) : <a href={atUrl}>{formatStamp(at)}</a>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Rest hidden={children.length - lines.length} more={more} onShow={() => setWhole(true)} />
    </section>
  )
}
