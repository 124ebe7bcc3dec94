import { describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { absolutePath, packageFile, packageFolders } from './source-tree.ts'

/** What an application may name: each package that is published, with its subpaths. */
const SPECIFIERS = packageFolders().flatMap((folder) => {
  const file = packageFile(`packages/${folder}`)
  if (file.private === true) return []
  return Object.keys(file.exports ?? {}).map((subpath) => file.name + subpath.slice(1))
})

/** In a process of its own: Jest's modules are not loaded by Node. */
const REQUIRE_EACH = `
  const failures = []
  for (const specifier of process.argv.slice(1)) {
    try { require(specifier) } catch (error) { failures.push(specifier + ': ' + error.code) }
  }
  console.log(JSON.stringify(failures))
`

function failuresOfRequire(specifiers: readonly string[]): unknown {
  const output = execFileSync(process.execPath, ['-e', REQUIRE_EACH, '--', ...specifiers], {
    cwd: absolutePath(''),
    // The flags of the test run, and Node's remark that requiring modules is new.
    env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
    encoding: 'utf8',
  })
  return JSON.parse(output)
}

describe('whoever writes CommonJS', () => {
  it('can require every published module: none waits at its top level', () => {
    expect(SPECIFIERS).toEqual(expect.arrayContaining(['rastro', '@rastro/core/testing']))
    expect(failuresOfRequire(SPECIFIERS)).toEqual([])
  })

  it('could not require one that waits', () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-loading-'))
    try {
      const path = join(folder, 'waiting.mjs')
      writeFileSync(path, 'export const late = await Promise.resolve(1)\n')
      expect(failuresOfRequire([path])).toEqual([`${path}: ERR_REQUIRE_ASYNC_MODULE`])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
