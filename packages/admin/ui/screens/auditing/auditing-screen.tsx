/**
 * What is recorded, in which detail, and since when?
 *
 * Everything is changed in a draft and saved at once, from the version that was read. What a draft
 * is stands in `draft.ts`.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { Icon } from '../../components/icon.tsx'
import { ApiError } from '../../core/api-error.ts'
import { apiReply } from '../../core/api.ts'
import { t } from '../../core/i18n.ts'
import { loadMeta, may, meta } from '../../core/meta.ts'
import { useStore } from '../../core/store.ts'
import { useRequest } from '../../core/use-request.ts'
import type { Screen as ScreenType } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { ClientModeCards } from './client-mode.tsx'
import { ConfigHistory } from './config-history.tsx'
import type { Config, PlaceActivity, Winner } from './config-types.ts'
import { ConflictBox } from './conflict-box.tsx'
import { DangerDialog } from './danger-dialog.tsx'
import * as drafts from './draft.ts'
import { LastValue } from './last-value.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { PlaceGroups } from './place-groups.tsx'
import { SaveBar, SavedBar } from './save-bar.tsx'
import type { Saved } from './save-bar.tsx'
import { loadedOf, readConfig, useConfig } from './use-config.ts'
import type { Loaded } from './use-config.ts'

export const Screen: ScreenType = () => {
  const { loaded, error, asOf, retry, put } = useConfig()
  return (
    <div class="screen auditing">
      <Heading>{t('auditing.title')}</Heading>
      {error === undefined ? null : (
        <Failure error={error} onRetry={retry} {...(asOf === undefined ? {} : { asOf })} />
      )}
      {loaded === undefined ? (
        error === undefined && <Skeleton />
      ) : (
        <Settings loaded={loaded} put={put} />
      )}
    </div>
  )
}

const LOCKED = 'auditing-locked'

interface Conflict {
  readonly winner: Winner | null
  readonly theirs: Loaded
}

interface SettingsProps {
  readonly loaded: Loaded
  readonly put: (loaded: Loaded) => void
}

function Settings({ loaded, put }: SettingsProps) {
  const { config } = loaded
  useStore(meta)
  const isLocked = !may('configure')
  const lockedBy = isLocked ? LOCKED : undefined
  const [draft, setDraft] = useState(drafts.NO_DRAFT)
  const [reason, setReason] = useState('')
  const [sought, setSought] = useState('')
  const [isAsking, setAsking] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<Conflict>()
  const [saved, setSaved] = useState<Saved>()
  const activity = useActivity(config)
  const count = drafts.countOf(draft)

  function change(next: drafts.Draft): void {
    setDraft(next)
    setSaved(undefined)
  }

  function discard(): void {
    setDraft(drafts.NO_DRAFT)
    setReason('')
    setProblem(undefined)
    setConflict(undefined)
  }

  async function save(why: string): Promise<void> {
    setAsking(false)
    setSaving(true)
    setProblem(undefined)
    setReason(why)
    try {
      const body = drafts.changeOf(draft, why)
      const reply = await apiReply<Config>('api/config', {
        method: 'PUT',
        body,
        ...(loaded.etag === undefined ? {} : { ifMatch: loaded.etag }),
      })
      const began = drafts.switchedOn(config, draft)
      const next = loadedOf(reply)
      // What was chosen and written while this was under way is still to be saved.
      setDraft((now) => (now === draft ? drafts.NO_DRAFT : drafts.rebased(now, next.config)))
      setReason((now) => (now === why ? '' : now))
      setConflict(undefined)
      put(next)
      setSaved({ at: new Date(), began })
      // Filters elsewhere say since when a place is audited.
      void loadMeta().catch(() => undefined)
    } catch (failure) {
      await failedWith(failure)
    } finally {
      setSaving(false)
    }
  }

  async function failedWith(failure: unknown): Promise<void> {
    if (!(failure instanceof ApiError)) throw failure
    if (failure.status !== 412) {
      setProblem(problemOf(failure))
      return
    }
    try {
      const winner = failure.body['conflict'] as Winner | null | undefined
      setConflict({ winner: winner ?? null, theirs: await readConfig() })
    } catch {
      setProblem(t('state.conflict'))
    }
  }

  function rebase(next: drafts.Draft): void {
    if (conflict === undefined) return
    setDraft(next)
    put(conflict.theirs)
    setConflict(undefined)
  }

  return (
    <>
      <p class="muted lead">{t('auditing.lead')}</p>
      {isLocked ? (
        <p class="notice" id={LOCKED}>
          <Icon name="lock" />
          <span>
            {t('auditing.locked')} {t('state.deniedText')}
          </span>
        </p>
      ) : null}
      <PlaceGroups
        config={config}
        draft={draft}
        activity={activity}
        sought={sought}
        lockedBy={lockedBy}
        onSeek={setSought}
        onChange={(place, setting) => change(drafts.withPlace(draft, place, setting))}
        onMode={(place, mode) => change(drafts.withPlaceMode(draft, config, { place, mode }))}
      />
      <PersonalMode
        config={config}
        draft={draft}
        lockedBy={lockedBy}
        onChange={(mode) => change(drafts.withMode(draft, config, mode))}
        onLastValue={(shows) => change(drafts.withLastValue(draft, config, shows))}
      />
      <ConfigHistory version={config.version} />
      {conflict !== undefined ? (
        <ConflictBox
          winner={conflict.winner}
          before={config}
          theirs={conflict.theirs.config}
          draft={draft}
          onTheirs={() => {
            setReason('')
            rebase(drafts.NO_DRAFT)
          }}
          onMine={() => rebase(drafts.rebased(draft, conflict.theirs.config))}
        />
      ) : count > 0 ? (
        <SaveBar
          count={count}
          reason={reason}
          isSaving={isSaving}
          problem={problem}
          onReason={setReason}
          onDiscard={discard}
          onSave={() => {
            if (drafts.switchedOff(config, draft).length > 0) setAsking(true)
            else void save(reason)
          }}
        />
      ) : saved !== undefined ? (
        <SavedBar saved={saved} onClose={() => setSaved(undefined)} />
      ) : null}
      {count > 0 ? <LeaveGuard /> : null}
      {isAsking ? (
        <DangerDialog
          places={drafts.switchedOff(config, draft)}
          reason={reason}
          onConfirm={(why) => void save(why)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}

interface PersonalModeProps {
  readonly config: Config
  readonly draft: drafts.Draft
  readonly lockedBy: string | undefined
  readonly onChange: (mode: Config['clientMode']) => void
  readonly onLastValue: (shows: boolean) => void
}

/** Only where something is recorded about people at all. */
function PersonalMode(props: PersonalModeProps) {
  const { config, draft, lockedBy, onChange, onLastValue } = props
  const personal = config.places.filter((place) => place.personal)
  if (personal.length === 0) return null
  return (
    <>
      <ClientModeCards
        value={draft.clientMode ?? config.clientMode}
        saved={config.clientMode}
        places={personal.map(({ label }) => label).join(', ')}
        lockedBy={lockedBy}
        onChange={onChange}
      />
      <LastValue
        shows={draft.showLastValue ?? config.showLastValue}
        lockedBy={lockedBy}
        onChange={onLastValue}
      />
    </>
  )
}

/**
 * Again after each change, and whenever somebody comes back to the window: perhaps from the
 * application, where something was done to see it recorded.
 */
function useActivity({ version }: Config): ReadonlyMap<string, PlaceActivity> | undefined {
  const { data, retry } = useRequest<{ readonly places: readonly PlaceActivity[] }>(
    'api/config/activity',
  )
  const readVersion = useRef(version)
  useEffect(() => {
    if (readVersion.current === version) return
    readVersion.current = version
    retry()
  }, [version, retry])
  useEffect(() => {
    addEventListener('focus', retry)
    return () => removeEventListener('focus', retry)
  }, [retry])
  return useMemo(() => data && new Map(data.places.map((one) => [one.place, one])), [data])
}

function problemOf(failure: ApiError): string {
  const { kind, body } = failure
  if (kind === 'offline') return t('state.offline')
  if (kind === 'signed-out') return t('state.signedOut')
  if (kind === 'denied') return t('auditing.locked')
  return kind === 'invalid' && body.message !== undefined
    ? t('auditing.refused', { message: body.message })
    : t('auditing.notSavedError')
}
