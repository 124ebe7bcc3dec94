/** Where does the suite speak to the operator, and how does the operator know that it is the suite? */
import type { Logger } from '@rastro/core'

/** The default: the process's own console. */
export const CONSOLE: Logger = {
  info: (message) => console.info(message),
  warn: (message) => console.warn(message),
}

const PREFIX = 'audit: '

/** Every line begins with who speaks. */
export function prefixed(log: Logger): Logger {
  const named = (line: string): string => (line.startsWith('audit') ? line : PREFIX + line)
  return {
    info: (message) => log.info(named(message)),
    warn: (message) => log.warn(named(message)),
  }
}
