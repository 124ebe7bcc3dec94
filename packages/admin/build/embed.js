/**
 * How do the page's files get into the package? As one module that holds them, compressed.
 *
 * The router serves from that module and reads nothing from disk, so the page works in bundled
 * servers and in any folder. It lies beside the compiled code, where the sources declare it:
 * `src/page/page-assets.d.ts`. Built anew only if what it is made of has changed.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow, hashOf, tryHashOf } from '../../workshop/build/made-before.js'
import { compressFile } from './compress.js'
import { sizesOf } from './sizes.js'

const PACKAGE = fileURLToPath(new URL('../', import.meta.url))
const UI = join(PACKAGE, 'ui')
const MAIN = join(UI, 'main.tsx')
const TARGET = join(PACKAGE, 'dist', 'page', 'page-assets.js')

/** Inputs outside the page's own folder: what both sides share, and the versions of the tools. */
const ALSO = ['package.json', join('src', 'page', 'first-request.ts')]

/**
 * Builds the page if it is stale.
 *
 * @param {{ target?: string, preact?: string }} [options] - `target`: the module that is written;
 * `preact`: the package that stands for Preact, where it is another version of it.
 * @returns {Promise<string | undefined>} A report of sizes, or undefined if nothing had changed.
 */
export async function embedPage({ target = TARGET, preact = 'preact' } = {}) {
  const hash = hashOfInputs(preact)
  if (hash === tryHashOf(target)) return undefined
  const files = await bundle(preact)
  const parts = files.map((file) => ({ ...file, compressed: compressFile(file) }))
  mkdirSync(dirname(target), { recursive: true })
  // Renamed into place: whoever starts meanwhile reads the old one or the new one.
  const draft = `${target}.${process.pid}.draft`
  writeFileSync(draft, moduleText(hash, parts))
  renameSync(draft, target)
  return sizesOf(parts)
}

/**
 * A lazy part is imported as it stands there, and a failure told. The tool's own helper does that as
 * well, and preloads styles, of which the page has one sheet.
 */
const plainImports = {
  name: 'plain-imports',
  enforce: /** @type {const} */ ('pre'),
  /** @param {string} id */
  load: (id) => (id.endsWith('vite/preload-helper.js') ? IMPORT_HELPER : undefined),
}

const IMPORT_HELPER = `export const __vitePreload = (load) => load().catch((error) => {
  dispatchEvent(new Event('vite:preloadError'))
  throw error
})`

/** @typedef {{ name: string, bytes: Buffer, isEntry: boolean, isStyle: boolean, source: string }} BuiltFile */

/**
 * @param {string} preact
 * @returns {Promise<BuiltFile[]>}
 */
async function bundle(preact) {
  // Loaded only when needed: it takes longer than the check above.
  const { build } = await import('vite')
  const result = await build({
    configFile: false,
    envDir: false,
    root: UI,
    // Relative: nobody knows where the application mounts the page.
    base: './',
    publicDir: false,
    logLevel: 'warn',
    plugins: [plainImports],
    resolve: {
      alias: preact === 'preact' ? [] : [{ find: /^preact(?=\/|$)/, replacement: preact }],
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      // One stylesheet: with relative addresses each lazy screen would load it a second time.
      cssCodeSplit: false,
      assetsDir: '',
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: MAIN,
        // All that the first screen needs in one file: what it shares with other screens would
        // become a second one, and a second round trip.
        output: { codeSplitting: { groups: [{ name: 'main', test: (id) => id === MAIN }] } },
      },
    },
  })
  const { output } = /** @type {{ output: any[] }} */ (Array.isArray(result) ? result[0] : result)
  // The group holds the entry itself; beside it stands an empty file that imports it.
  const files = output.filter((file) => file.type !== 'chunk' || file.moduleIds.length > 0)
  const first = files.find((file) => file.type === 'chunk' && file.moduleIds.includes(MAIN))
  if (first === undefined || first.imports.length > 0)
    throw new Error('the page has no one first file')
  return files.map((file) => ({
    name: file.fileName,
    bytes: Buffer.from(file.type === 'chunk' ? file.code : file.source),
    isEntry: file.type === 'chunk' && file.moduleIds.includes(MAIN),
    isStyle: file.fileName.endsWith('.css'),
    source: file.type === 'chunk' ? relative(UI, file.facadeModuleId ?? '') : '',
  }))
}

/**
 * @param {string} hash
 * @param {readonly (BuiltFile & { compressed: { type: string, etag: string, br: string, gzip: string } })[]} parts
 */
function moduleText(hash, parts) {
  const catalogues = parts.flatMap(({ name, source }) => {
    const [, language] = /^locales[/\\]([\w-]+)[/\\]index\.ts$/.exec(source) ?? []
    return language === undefined ? [] : [[language, name]]
  })
  const assets = {
    entry: parts.find(({ isEntry }) => isEntry)?.name,
    styles: parts.filter(({ isStyle }) => isStyle).map(({ name }) => name),
    catalogues: Object.fromEntries(catalogues),
    files: Object.fromEntries(parts.map(({ name, compressed }) => [name, compressed])),
  }
  return [
    `// ${hash}`,
    '// Made by build/embed.js from the folder ui. It contains Preact, under this licence:',
    commented(readFileSync(licencePath(), 'utf8')),
    `export const pageAssets = ${JSON.stringify(assets)}`,
    '',
  ].join('\n')
}

function licencePath() {
  return join(dirname(fileURLToPath(import.meta.resolve('preact/package.json'))), 'LICENSE')
}

/** @param {string} text */
function commented(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => `// ${line}`.trimEnd())
    .join('\n')
}

/** @param {string} preact */
function hashOfInputs(preact) {
  const files = [...filesBelow(UI), ...filesBelow(join(PACKAGE, 'build')), ...ALSO.map(inPackage)]
  const parts = files.toSorted().flatMap((path) => [relative(PACKAGE, path), readFileSync(path)])
  return hashOf([preact, ...parts])
}

/** @param {string} path */
function inPackage(path) {
  return join(PACKAGE, path)
}
