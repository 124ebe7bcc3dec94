/**
 * How does a server get another build of the page while it runs? As an update does it: the same
 * addresses, other files.
 *
 * The server reads its files from one module of this process, whose content is exchanged here.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'

interface Asset {
  readonly type: string
  readonly etag: string
  readonly br: string
  readonly gzip: string
}

/** What a build of the page leaves. */
export interface PageBuild {
  readonly entry: string
  readonly styles: readonly string[]
  readonly catalogues: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, Asset>>
}

const PACKAGE = new URL('../../../packages/admin/', import.meta.url)

/** The module that the router of this process reads. */
async function servedModule(): Promise<PageBuild> {
  const path = new URL('dist/page/page-assets.js', PACKAGE)
  const { pageAssets } = (await import(path.href)) as { readonly pageAssets: PageBuild }
  return pageAssets
}

/** The build that is served now. */
export async function servedBuild(): Promise<PageBuild> {
  return { ...(await servedModule()) }
}

/** From now on the server has these files and no others. */
export async function serve(build: PageBuild): Promise<void> {
  Object.assign(await servedModule(), build)
}

/** A build that differs in nothing but its content's hashes, as every build after a change does. */
export function renamed({ entry, styles, catalogues, files }: PageBuild): PageBuild {
  const names = Object.keys(files)
  const nextName = (name: string): string =>
    name.replace(/-([\w-]{4})([\w-]*)(\.\w+)$/, '-next$2$3')
  const next = (text: string): string =>
    names.reduce((kept, name) => kept.replaceAll(name, nextName(name)), text)
  return {
    entry: nextName(entry),
    styles: styles.map(nextName),
    catalogues: Object.fromEntries(
      Object.entries(catalogues).map(([language, name]) => [language, nextName(name)]),
    ),
    files: Object.fromEntries(
      Object.entries(files).map(([name, { type, gzip }]) => {
        const bytes = Buffer.from(next(gunzipSync(Buffer.from(gzip, 'base64')).toString('utf8')))
        return [
          nextName(name),
          {
            type,
            etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
            br: brotliCompressSync(bytes).toString('base64'),
            gzip: gzipSync(bytes).toString('base64'),
          },
        ]
      }),
    ),
  }
}

/** The page built with Preact 10. In a process of its own: a bundler does not run in Jest's world. */
export async function buildWithPreact10(): Promise<PageBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-preact-10-'))
  try {
    const target = join(folder, 'page-assets.js')
    const script = new URL('build/preact-10.js', PACKAGE)
    // As outside of a test: the bundler makes another build of a page that is tested.
    const { NODE_OPTIONS: _, NODE_ENV: _test, ...env } = process.env
    await promisify(execFile)(process.execPath, [script.pathname, target], { env })
    const text = await readFile(target, 'utf8')
    const line = text.split('\n').find((one) => one.startsWith('export const pageAssets = ')) ?? ''
    return JSON.parse(line.slice(line.indexOf('{'))) as PageBuild
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
