/** Builds the page into the package, says how large it is, and nothing if nothing had changed. */
import { embedPage } from './embed.js'

const report = await embedPage()
if (report !== undefined) process.stderr.write(`${report}\n`)
