/** Which screen stands here? Loaded when it is needed; what was there before stays meanwhile. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Failure, NotFound, Skeleton } from '../components/screen-state.tsx'
import { ApiError } from '../core/api-error.ts'
import { t } from '../core/i18n.ts'
import { matchScreen } from '../core/match-screen.ts'
import { reloadOnce, screenLoaded } from '../core/reloading.ts'
import { place } from '../core/router.ts'
import { useStore } from '../core/store.ts'
import { SCREENS } from '../screens.ts'
import type { Screen, ScreenEntry } from '../screens.ts'
import { Heading } from './heading.tsx'

const loaded = new Map<string, Screen>()

export function ScreenOutlet({ search }: { readonly search: string }) {
  const { path } = useStore(place)
  const found = matchScreen(SCREENS, path)
  const screen = useScreen(found?.entry)
  const query = useMemo(() => new URLSearchParams(search), [search])
  if (found === undefined) {
    return (
      <div class="screen">
        <Heading>{t('state.noScreen')}</Heading>
        <NotFound />
      </div>
    )
  }
  if (screen === 'failed') {
    return (
      <div class="screen">
        <Failure error={new ApiError('offline', 0)} onRetry={() => location.reload()} />
      </div>
    )
  }
  if (screen === undefined) {
    return (
      <div class="screen">
        <Skeleton />
      </div>
    )
  }
  const { Screen } = { Screen: screen }
  // The path is the key: another event is another screen, not the same one with other data.
  return <Screen key={path} params={found.params} query={query} />
}

function useScreen(entry: ScreenEntry | undefined): Screen | 'failed' | undefined {
  const [, setCount] = useState(0)
  const [failed, setFailed] = useState<string>()
  const path = entry?.path ?? ''
  const screen = entry?.screen ?? loaded.get(path)
  useEffect(() => {
    if (entry?.load === undefined || loaded.has(entry.path)) return
    entry.load().then(
      ({ Screen }) => {
        loaded.set(entry.path, Screen)
        screenLoaded()
        setCount((n) => n + 1)
      },
      () => {
        reloadOnce()
        setFailed(entry.path)
      },
    )
  }, [entry])
  return screen ?? (failed === path ? 'failed' : undefined)
}
