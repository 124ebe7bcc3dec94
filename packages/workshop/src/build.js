/**
 * `npm run build`: install what is missing and build what is stale, as every other script does first.
 */
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'

await main(async () => {
  await prepare(createProgress(process.stderr))
  return 0
})
