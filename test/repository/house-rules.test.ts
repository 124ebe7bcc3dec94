import { describe, expect, it } from '@jest/globals'
import { posix } from 'node:path'
import { filesLike, readText, repositoryFiles } from './source-tree.ts'

const TOP_LEVEL = [
  'LICENSE',
  'README.md',
  'docs',
  'examples',
  'package-lock.json',
  'package.json',
  'packages',
  'test',
  'tsconfig.json',
]

/** Files without text: their bytes are nobody's words. */
const BINARY = /\.(?:mmdb|png|webp|ico|woff2?|ttf|gz|zip|pdf)$/

function linesWith(pattern: RegExp): readonly string[] {
  const texts = repositoryFiles().filter((path) => !BINARY.test(path))
  return texts.flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  )
}

/** To the file, or to the folder that it is in. */
function leadsTo(target: string, file: string): boolean {
  return file === target || file.startsWith(`${target.replace(/\/$/, '')}/`)
}

describe('the repository', () => {
  it('has a top level that can be taken in at a glance', () => {
    const names = new Set(repositoryFiles().map((path) => path.split('/', 1)[0] ?? ''))
    const visible = [...names].filter((name) => !name.startsWith('.'))
    expect(visible.toSorted()).toEqual(TOP_LEVEL)
  })

  it('locks what is installed without naming where from: mirrors are everybody’s own', () => {
    const hosts = readText('package-lock.json').match(/"resolved": "https?:[^"]*"/g) ?? []
    expect(hosts).toEqual([])
  })

  it('names no folder of anybody’s machine', () => {
    expect(linesWith(/(?<![\w.)}\]-])\/(?:work|home|Users|root)\/[\w.-]/)).toEqual([])
  })

  it('has links that lead somewhere', () => {
    const broken = filesLike(/\.md$/).flatMap((path) => {
      const links = [...readText(path).matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)]
      const targets = links.map(([, link = '']) => posix.join(posix.dirname(path), link))
      return targets
        .filter((target) => !repositoryFiles().some((file) => leadsTo(target, file)))
        .map((target) => `${path}: ${target}`)
    })
    expect(broken).toEqual([])
  })

  it('has one lock file and one place to install from', () => {
    expect(filesLike(/(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/)).toEqual([
      'package-lock.json',
    ])
  })
})
