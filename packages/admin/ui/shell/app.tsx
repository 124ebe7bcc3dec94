/** What is on the page around every screen? */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Failure } from '../components/screen-state.tsx'
import { ApiError, kindOfStatus } from '../core/api-error.ts'
import { boot } from '../core/boot.ts'
import type { Problem } from '../core/boot.ts'
import { t } from '../core/i18n.ts'
import { isPlainKey } from '../core/keys.ts'
import { lazy } from '../core/lazy.tsx'
import { meta } from '../core/meta.ts'
import { place } from '../core/router.ts'
import { useStore } from '../core/store.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { Heading } from './heading.tsx'
import { NoticeBox } from './notice-box.tsx'
import { ScreenOutlet } from './screen-outlet.tsx'
import { StatusLine } from './status-line.tsx'

const HelpDialog = lazy(async () => (await import('./help-dialog.tsx')).HelpDialog)

export function App() {
  const { search } = useStore(place)
  // Labels come with it: what is shown before is shown again with them.
  useStore(meta)
  const [isHelpOpen, setHelpOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isPlainKey(event) || event.key !== '?') return
      event.preventDefault()
      setHelpOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const isOpen = boot.problem === undefined
  return (
    <>
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header onHelp={() => setHelpOpen(true)} hasNavigation={isOpen} />
      <StatusLine />
      <main id="main" tabIndex={-1}>
        {boot.problem === undefined ? (
          <ScreenOutlet search={search} />
        ) : (
          <Closed problem={boot.problem} />
        )}
      </main>
      {isOpen ? <Footer /> : null}
      <NoticeBox />
      {isHelpOpen ? <HelpDialog onClose={() => setHelpOpen(false)} /> : null}
    </>
  )
}

/** The visitor may not read the log at all. */
function Closed({ problem }: { readonly problem: Problem }): ComponentChildren {
  const { status } = problem
  const error = new ApiError(kindOfStatus(status), status, { ...problem })
  return (
    <div class="screen">
      <Heading>{boot.title ?? t('shell.title')}</Heading>
      <Failure error={error} onRetry={() => location.reload()} />
    </div>
  )
}
