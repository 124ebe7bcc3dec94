/**
 * Makes sure that the package is packed with its page. In a copy of the package, which has no
 * sources, the page has to be there already.
 */
import { existsSync } from 'node:fs'

const PAGE = new URL('../dist/page/page-assets.js', import.meta.url)

if (existsSync(new URL('../ui/', import.meta.url))) {
  const { embedPage } = await import('../build/embed.js')
  await embedPage()
}
if (!existsSync(PAGE)) throw new Error('the page is not built: run npm run build first')
