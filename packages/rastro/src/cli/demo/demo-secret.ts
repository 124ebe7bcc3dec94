/**
 * What signs the demo's tokens? A secret of the data it belongs to.
 *
 * Kept beside the data, so that who is signed in stays so over a restart.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const SECRET_BYTES = 32

/** Returns the secret of a data folder, making both where they do not exist. */
export async function demoSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret')
  // The database beside the secret, and its server's log, are nobody else's to read either.
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  try {
    // Refused if there is one: two starts at once must not each have their own.
    await writeFile(path, randomBytes(SECRET_BYTES).toString('base64url'), {
      flag: 'wx',
      mode: 0o600,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return (await readFile(path, 'utf8')).trim()
}
