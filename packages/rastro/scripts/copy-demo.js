/**
 * Puts the example application into the package before it is packed: `rastro demo` runs it. The
 * repository's README goes along: it is the package's page.
 *
 * `remove-demo.js` takes it away again: a copy that stays would be run in place of the original.
 */
import { cp, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('../../../examples/helpdesk/', import.meta.url))
const copy = fileURLToPath(new URL('../demo/', import.meta.url))

await cp(
  fileURLToPath(new URL('../../../README.md', import.meta.url)),
  fileURLToPath(new URL('../README.md', import.meta.url)),
)
await rm(copy, { recursive: true, force: true })
for (const part of ['package.json', 'README.md', 'src']) {
  await cp(`${example}${part}`, `${copy}${part}`, { recursive: true })
}
