/** A person's own questions, by name. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Failure } from '../../components/screen-state.tsx'
import { announce } from '../../core/announce.ts'
import { ApiError } from '../../core/api-error.ts'
import { api } from '../../core/api.ts'
import { pageUrl } from '../../core/boot.ts'
import { t } from '../../core/i18n.ts'
import { useRequest } from '../../core/use-request.ts'
import { toText, without } from './list-query.ts'

interface SavedView {
  readonly name: string
  readonly query: string
}

interface Views {
  readonly views: readonly SavedView[]
}

export interface SavedViewsProps {
  readonly query: URLSearchParams
  readonly close: () => void
}

export function SavedViews({ query, close }: SavedViewsProps) {
  const { data, error, retry } = useRequest<Views>('api/views')
  const [name, setName] = useState('')
  const [failed, setFailed] = useState<unknown>()

  async function change(said: string, request: Promise<unknown>): Promise<void> {
    try {
      await request
      setFailed(undefined)
      announce(said)
      retry()
    } catch (problem) {
      setFailed(problem)
    }
  }

  function save(): void {
    const view = { name: name.trim(), query: toText(without(query, 'sel', 'live')).slice(1) }
    const saved = api('api/views', { method: 'PUT', body: view })
    // What is typed meanwhile is the next one's name.
    void saved.then(
      () => setName((now) => (now === name ? '' : now)),
      () => undefined,
    )
    void change(t('events.viewSaved'), saved)
  }

  function remove(view: string): void {
    const asked = new URLSearchParams({ name: view })
    const removed = api(`api/views?${asked.toString()}`, { method: 'DELETE', body: {} })
    // By the first of two clicks, or by somebody in another window: gone is gone.
    const gone = removed.catch((problem: unknown) => {
      if (!(problem instanceof ApiError) || problem.kind !== 'not-found') throw problem
    })
    void change(t('events.viewRemoved'), gone)
  }

  return (
    <div class="views">
      {failed === undefined && error === undefined ? null : <Failure error={failed ?? error} />}
      {data?.views.length === 0 ? <p class="muted">{t('events.noViews')}</p> : null}
      <ul class="menu-items">
        {data?.views.map((view) => (
          <li key={view.name} class="view">
            <a
              class="menu-item"
              href={pageUrl(`events${view.query === '' ? '' : `?${view.query}`}`)}
              onClick={close}
            >
              {view.name}
            </a>
            <Button
              kind="quiet"
              icon="trash"
              label={t('events.removeView', { name: view.name })}
              onClick={() => remove(view.name)}
            />
          </li>
        ))}
      </ul>
      <form
        class="view-new"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') save()
        }}
      >
        <TextField label={t('events.viewName')} value={name} onInput={setName} />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('shell.save')}
        </Button>
      </form>
    </div>
  )
}
