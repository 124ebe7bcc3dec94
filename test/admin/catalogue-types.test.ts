/** A text that a language lacks, or has too much, does not compile: no release has one. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

const UI = fileURLToPath(new URL('../../../packages/admin/ui/', import.meta.url))
const COMPILER = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-catalogues-'))
  await cp(join(UI, 'locales'), join(folder, 'locales'), { recursive: true })
  await cp(join(UI, 'core', 'i18n.ts'), join(folder, 'core', 'i18n.ts'))
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'ES2022',
    lib: ['ES2023', 'DOM'],
    module: 'preserve',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    types: [],
  }
  const files = ['core/i18n.ts']
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('compiles as it is', async () => {
  expect(await compiled()).toBe('')
})

it('does not compile without one text of one language', async () => {
  expect(await changed("'events.live'", undefined)).toMatch(/locales\/es\/.*events\.live/s)
})

it('does not compile with a text that English does not have', async () => {
  expect(await changed("'events.live'", "'events.alive'")).toMatch(/events\.alive/)
})

/** What the compiler says when a key of the Spanish list has another name, or none. */
async function changed(key: string, other: string | undefined): Promise<string> {
  const path = join(folder, 'locales', 'es', 'events.ts')
  const text = await readFile(path, 'utf8')
  const line = text.split('\n').find((one) => one.trim().startsWith(`${key}:`)) ?? ''
  expect(line).not.toBe('')
  const extra = other === undefined ? '' : `${line}\n${line.replace(key, other)}`
  await writeFile(
    path,
    text.replace(line, () => extra),
  )
  try {
    return await compiled()
  } finally {
    await writeFile(path, text)
  }
}

async function compiled(): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env
  try {
    await promisify(execFile)(process.execPath, [COMPILER, '-p', folder], { env })
    return ''
  } catch (error) {
    return (error as { readonly stdout: string }).stdout
  }
}
