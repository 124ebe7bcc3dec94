/**
 * Builds the page with the release line of Preact before the one it ships, into the file that is
 * named: the browser tests look whether the page works with it as well.
 */
import { embedPage } from './embed.js'

const [target] = process.argv.slice(2)
if (target === undefined) throw new Error('the name of the file to write is missing')
const report = await embedPage({ target, preact: 'preact10' })
if (report !== undefined) process.stderr.write(`with Preact 10:\n${report}\n`)
