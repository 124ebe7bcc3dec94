/** Where does the page begin? */
import { render } from 'preact'
import './styles/index.css'
import { boot } from './core/boot.ts'
import { loadCatalogue } from './core/i18n.ts'
import { loadMeta } from './core/meta.ts'
import { HOME, SCREENS } from './screens.ts'
import { setScreenPaths } from './core/screen-paths.ts'
import { place, navigate, startRouter } from './core/router.ts'
import { App } from './shell/app.tsx'

async function start(): Promise<void> {
  // Both are under way since the document came; the first failure of `meta` is said by the page.
  const known = boot.problem === undefined ? loadMeta().catch(() => undefined) : undefined
  await loadCatalogue()
  setScreenPaths(SCREENS.map(({ path }) => path))
  startRouter()
  const { path, search } = place.get()
  if (path === '') navigate(search === '' ? HOME : `${HOME}?${search}`, { replace: true })
  const page = document.getElementById('page')
  if (page === null) return
  page.replaceChildren()
  render(<App />, page)
  await known
}

void start()
