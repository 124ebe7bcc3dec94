/** Which code runs a command, and what does its failure look like? */
import { VERSION } from '../version.ts'
import { runCheck } from './check/run-check.ts'
import { readDemoOptions } from './demo/demo-options.ts'
import { runDemo } from './demo/run-demo.ts'
import { helpText } from './help.ts'
import { readArguments } from './read-arguments.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs one command.
 *
 * @param args - Without the program and the script.
 * @returns The exit code: 0 if all is well, 1 if not, 2 if it was not asked for rightly.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    const request = readArguments(args)
    if (request.kind === 'run') {
      return request.command === 'demo'
        ? await runDemo(readDemoOptions(request))
        : await runCheck(request.argument)
    }
    process.stdout.write(request.kind === 'version' ? `${VERSION}\n` : helpText(request.about))
    return 0
  } catch (error) {
    process.stderr.write(`\nrastro: ${messageOf(error)}\n`)
    if (error instanceof UsageError) process.stderr.write('Try: rastro help\n')
    return error instanceof UsageError ? 2 : 1
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
