/** What does a server say about itself: that it is ready, or why it ended? Read from its log. */
import { readFile } from 'node:fs/promises'

/**
 * Returns whether the server listens on its port.
 *
 * Connecting instead would also succeed when somebody else's server holds the port.
 */
export async function saysReady(logPath: string): Promise<boolean> {
  try {
    return (await readFile(logPath, 'utf8')).includes('"Waiting for connections"')
  } catch {
    return false
  }
}

/**
 * Returns the reason in one line.
 *
 * @param logPath - What the server printed; one JSON document per line, or text from the loader.
 */
export async function readFailureReason(logPath: string): Promise<string> {
  let lines: string[]
  try {
    lines = (await readFile(logPath, 'utf8')).trim().split('\n')
  } catch {
    return 'it left no log'
  }
  const reasons = lines.map(parseReason).filter((reason) => reason !== undefined)
  return reasons.at(-1) ?? lines.at(-1) ?? 'it said nothing'
}

function parseReason(line: string): string | undefined {
  // The dynamic loader and the option parser write plain text.
  if (!line.startsWith('{')) return line === '' ? undefined : line
  try {
    const entry = JSON.parse(line) as { s?: string; msg?: string; attr?: { error?: unknown } }
    if (entry.s !== 'E' && entry.s !== 'F') return undefined
    const { error } = entry.attr ?? {}
    const detail =
      typeof error === 'string' ? error : error === undefined ? '' : JSON.stringify(error)
    return [entry.msg, detail].filter(Boolean).join(': ')
  } catch {
    return undefined
  }
}
