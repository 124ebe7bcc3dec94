/**
 * Where is the example application, and what can be asked of it?
 *
 * In the published package it is the folder `demo`, a copy that `prepack` made; in the repository
 * it is `examples/helpdesk` itself.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { MongoDriver } from '@rastro/mongod'

/** The folder of this package. */
export const PACKAGE_DIR = fileURLToPath(new URL('../../../', import.meta.url))

/** What the example's `start-demo.js` exports. */
export interface ExampleModule {
  readonly driver: MongoDriver
  readonly startDemo: (options: StartDemoOptions) => Promise<RunningExample>
}

export interface StartDemoOptions {
  readonly mongodbUri: string
  readonly secret: string
  readonly port: number | undefined
  readonly isFresh: boolean
  readonly say: (line: string) => void
  /** Told the next link when one was used. */
  readonly onLink: (url: string) => void
}

export interface RunningExample {
  readonly url: string
  /** URL of the audit API, without a slash at its end. */
  readonly api: string
  /** Signs an administrator in by `Authorization: Bearer`. */
  readonly token: string
  /** Name of the database. */
  readonly database: string
  /** Makes another link that signs its visitor in once. */
  createLink(): string
  close(): Promise<void>
}

/**
 * Returns the folder of the example.
 *
 * @throws Error if the package was put together without it.
 */
export function exampleFolder(): string {
  const published = join(PACKAGE_DIR, 'demo')
  const inRepository = join(PACKAGE_DIR, '..', '..', 'examples', 'helpdesk')
  const found = [published, inRepository].find((folder) => existsSync(entryOf(folder)))
  if (found === undefined)
    throw new Error('this installation has no demo: install the package again')
  return found
}

/** Loads the example from a folder beside which what it imports is installed. */
export async function loadExample(folder: string): Promise<ExampleModule> {
  return (await import(pathToFileURL(entryOf(folder)).href)) as ExampleModule
}

function entryOf(folder: string): string {
  return join(folder, 'src', 'demo', 'start-demo.js')
}
