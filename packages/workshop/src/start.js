/**
 * `npm start`: set everything up and run the helpdesk example until Ctrl-C.
 *
 * Arguments go to the demo: `--fresh` forgets the data of earlier runs, `--json` prints one line for a
 * program to read, so everything else goes to stderr.
 */
import { pathToFileURL } from 'node:url'
import { endWithNpm } from './end-with-npm.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'

const COMMAND = inRepository('packages', 'rastro', 'dist', 'cli', 'main.js')

await main(async () => {
  endWithNpm()
  const args = process.argv.slice(2)
  await prepare(createProgress(args.includes('--json') ? process.stderr : process.stdout))
  const isPlaced = args.some((argument) => /^--data-dir(=|$)/.test(argument))
  const placed = isPlaced ? args : [...args, '--data-dir', inRepository('.data')]
  // In this process, not in one of its own: whoever ends this one ends the demo and its server.
  process.argv = [process.execPath, COMMAND, 'demo', ...placed]
  await import(pathToFileURL(COMMAND).href)
  return undefined
})
