/**
 * `npm run check`: formatting, types and lint. All three run, so that one round shows everything.
 */
import { main } from './main.js'
import { install } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runShown } from './run.js'

const CHECKS = [
  { name: 'formatting', command: ['prettier', 'bin', 'prettier.cjs'], args: ['--check', '.'] },
  { name: 'types', command: ['typescript', 'bin', 'tsc'], args: ['-b'] },
  { name: 'lint', command: ['oxlint', 'bin', 'oxlint'], args: ['--type-aware', '--deny-warnings'] },
]

await main(async () => {
  const say = createProgress(process.stderr)
  await install(say)
  const failed = []
  for (const { name, command, args } of CHECKS) {
    say(name)
    const path = inRepository('node_modules', ...command)
    if ((await runShown([process.execPath, path, ...args])) !== 0) failed.push(name)
  }
  const names = CHECKS.map(({ name }) => name)
  console.log(
    failed.length === 0
      ? `check passed: ${names.join(', ')}`
      : `check failed: ${failed.join(', ')}`,
  )
  return failed.length === 0 ? 0 : 1
})
