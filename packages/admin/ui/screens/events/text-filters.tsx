/** Filters of which nobody can list the values: people, addresses, records. */
import { useMemo, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import type { Labelled } from '../../core/meta.ts'
import type { EventRow } from '../../event/event-types.ts'
import { ChoiceFilter } from './choice-filter.tsx'
import { showList, valuesOf, withValues } from './list-query.ts'

export interface TextFiltersProps {
  readonly query: URLSearchParams
  readonly close: () => void
}

type Texts = Readonly<Record<string, string>>

export interface WhoFilterProps extends TextFiltersProps {
  /** Who is in them is suggested. */
  readonly rows: readonly EventRow[]
}

/** Who did it: a name, e-mail or id, among all or among agents, and which types of user. */
export function WhoFilter({ query, rows, close }: WhoFilterProps) {
  const people = useMemo(() => peopleIn(rows), [rows])
  const known = meta.get()
  const types = [...(known?.actorTypes ?? []), ...(known?.apps ?? [])]
  return (
    <TextForm query={query} close={close} keys={['user', 'agent']}>
      {(texts, setText) => (
        <>
          <TextField
            label={t('events.user')}
            hint={t('events.personHint')}
            value={texts['user'] ?? ''}
            onInput={(value) => setText('user', value)}
            suggestions={people.users}
            autoFocus
          />
          <TextField
            label={t('events.agent')}
            value={texts['agent'] ?? ''}
            onInput={(value) => setText('agent', value)}
            suggestions={people.agents}
          />
          <Apply />
          <ChoiceFilter
            legend={t('events.userType')}
            options={types}
            chosen={valuesOf(query, 'ut')}
            onChange={(values) => showList(withValues(query, 'ut', values))}
          />
        </>
      )}
    </TextForm>
  )
}

/** Whom it was about, from where, which record, and how it went. */
export function MoreFilters({ query, close }: TextFiltersProps) {
  const known = meta.get()
  return (
    <TextForm query={query} close={close} keys={['client', 'ip', 'tt', 'tid']}>
      {(texts, setText) => (
        <>
          <TextField
            label={t('events.client')}
            hint={t('events.personHint')}
            value={texts['client'] ?? ''}
            onInput={(value) => setText('client', value)}
            autoFocus
          />
          <TextField
            label={t('events.ip')}
            value={texts['ip'] ?? ''}
            inputMode="decimal"
            onInput={(value) => setText('ip', value)}
          />
          <div class="pair">
            <TextField
              label={t('events.recordType')}
              value={texts['tt'] ?? ''}
              onInput={(value) => setText('tt', value)}
              suggestions={known?.recordTypes ?? []}
              {...((texts['tid'] ?? '') !== '' && (texts['tt'] ?? '') === ''
                ? { error: t('events.typeNeeded') }
                : {})}
            />
            <TextField
              label={t('events.recordId')}
              value={texts['tid'] ?? ''}
              onInput={(value) => setText('tid', value)}
            />
          </div>
          <Apply />
          <ChoiceFilter
            legend={t('events.outcome')}
            options={known?.outcomes ?? []}
            chosen={valuesOf(query, 'res')}
            onChange={(values) => showList(withValues(query, 'res', values))}
          />
          <ChoiceFilter
            legend={t('events.severity')}
            options={known?.severities ?? []}
            chosen={valuesOf(query, 'sev')}
            onChange={(values) => showList(withValues(query, 'sev', values))}
          />
        </>
      )}
    </TextForm>
  )
}

interface TextFormProps extends TextFiltersProps {
  readonly keys: readonly string[]
  readonly children: (
    texts: Texts,
    setText: (key: string, value: string) => void,
  ) => ComponentChildren
}

/** Texts count when they are whole: on Enter or by the button. */
function TextForm({ query, close, keys, children }: TextFormProps) {
  const [texts, setTexts] = useState<Texts>(() =>
    Object.fromEntries(keys.map((key) => [key, query.get(key) ?? ''])),
  )
  return (
    <form
      class="text-filters"
      onSubmit={(event) => {
        event.preventDefault()
        if ((texts['tid'] ?? '').trim() !== '' && (texts['tt'] ?? '').trim() === '') return
        const next = new URLSearchParams(query)
        next.delete('sel')
        for (const key of keys) {
          const value = (texts[key] ?? '').trim()
          if (value === '') next.delete(key)
          else next.set(key, value)
        }
        close()
        showList(next)
      }}
    >
      {children(texts, (key, value) => setTexts({ ...texts, [key]: value }))}
    </form>
  )
}

/** For the texts alone: a choice counts at once. */
function Apply() {
  return (
    <Button kind="primary" type="submit">
      {t('events.apply')}
    </Button>
  )
}

const MOST_PEOPLE = 50

/**
 * Those who stand in the rows, and nobody else: to ask the log for names that begin like this would
 * tell who is in it. What is masked there is no name that can be asked for.
 */
function peopleIn(rows: readonly EventRow[]) {
  const users = new Map<string, Labelled>()
  const agents = new Map<string, Labelled>()
  for (const { actor } of rows) {
    const { name = '', email = '', type } = actor
    const value = email === '' ? name : email
    if (value === '' || value.includes('*') || users.size >= MOST_PEOPLE) continue
    const person = { value: value.replaceAll(/[\\,]/g, (sign) => `\\${sign}`), label: name }
    users.set(value, person)
    if (type === 'agent') agents.set(value, person)
  }
  return { users: sorted(users), agents: sorted(agents) }
}

function sorted(people: ReadonlyMap<string, Labelled>): readonly Labelled[] {
  return [...people.values()].toSorted((a, b) => a.label.localeCompare(b.label))
}
