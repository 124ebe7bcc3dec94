/** Takes away what `copy-demo.js` made for the package. */
import { rm } from 'node:fs/promises'

await rm(new URL('../demo/', import.meta.url), { recursive: true, force: true })
await rm(new URL('../README.md', import.meta.url), { force: true })
