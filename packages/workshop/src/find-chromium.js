/** Which Chromium do browser tests drive? One that is already there: none is ever downloaded. */
import { existsSync } from 'node:fs'

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Returns the path of a Chromium, or undefined if there is none.
 *
 * @throws Error if CHROME_PATH names a file that is not there.
 */
export function tryFindChromium() {
  const given = process.env['CHROME_PATH']
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given
    throw new Error('CHROME_PATH names a file that does not exist')
  }
  return USUAL_PATHS.find((path) => existsSync(path))
}

/** What to say where there is none. */
export const NO_CHROMIUM =
  'No Chromium was found. Set CHROME_PATH to one, or install it: on Debian, ' +
  '"apt-get install chromium".'
