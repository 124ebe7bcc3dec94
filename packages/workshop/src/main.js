/**
 * How does every script end? With its exit code, or one readable message.
 */

/**
 * Runs a script.
 *
 * @param {() => Promise<number | undefined>} script - Resolves with the exit code; without one the
 * process ends when its work does.
 */
export async function main(script) {
  try {
    const code = await script()
    if (code !== undefined) process.exitCode = code
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
