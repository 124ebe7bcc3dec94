/**
 * How does a package load at once? As one file, made of its compiled ones.
 *
 * An application that imports the suite would else read some six hundred small modules before it
 * starts. The packages stay apart, and what they import from elsewhere is imported. Tests run on
 * these files as well: what is shipped is what is tried.
 *
 * Built anew only if a compiled file has changed. Run as a program it bundles all and says nothing.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, isAbsolute, join, relative } from 'node:path'
import { inRepository } from '../src/repository.js'
import { filesBelow, hashOf, tryHashOf } from './made-before.js'

/** The page's files are a module of their own, which is made by another tool. */
const APART = /[/\\]page-assets\.js$/

/** Lets the new map lead to the TypeScript, through the map of what the compiler wrote. */
const sourcesBehind = {
  name: 'sources-behind',
  /** @param {string} id */
  load(id) {
    if (!existsSync(`${id}.map`)) return null
    const map = readFileSync(`${id}.map`, 'utf8')
    return { code: readFileSync(id, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''), map }
  },
}

const OWN_VERSION = hashOf([readFileSync(new URL(import.meta.url))])

for (const name of readdirSync(inRepository('packages'))) {
  const folder = inRepository('packages', name)
  if (!existsSync(join(folder, 'package.json'))) continue
  const inputs = inputsOf(folder)
  if (inputs['index'] !== undefined) await bundlePackage(folder, inputs)
}

/**
 * The files to make and what each begins with: what the package exports from its bundle, and what
 * it runs in threads, which are found beside the file that starts them.
 *
 * @param {string} folder
 * @returns {Record<string, string>}
 */
function inputsOf(folder) {
  /** @type {{ exports?: Record<string, { types: string, default: string }> }} */
  const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const doors = Object.values(exports).flatMap((door) => {
    const [, made] = /^\.\/bundle\/(.+)\.js$/.exec(door.default) ?? []
    return made === undefined ? [] : [[made, door.types.replace(/\.d\.ts$/, '.js')]]
  })
  if (doors.length === 0) return {}
  const threads = filesBelow(join(folder, 'dist'))
    .filter((path) => path.endsWith('-worker.js'))
    .map((path) => [basename(path, '.js'), relative(folder, path)])
  return Object.fromEntries([...doors, ...threads])
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} inputs
 */
async function bundlePackage(folder, inputs) {
  const compiled = join(folder, 'dist')
  const target = join(folder, 'bundle')
  const files = filesBelow(compiled).filter((path) => path.endsWith('.js') && !APART.test(path))
  const hash = hashOf([
    OWN_VERSION,
    ...files.toSorted().flatMap((path) => [relative(compiled, path), readFileSync(path)]),
  ])
  if (hash === tryHashOf(join(target, 'index.js'))) return

  // Loaded only when needed: it takes longer than the check above.
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: Object.fromEntries(
      Object.entries(inputs).map(([name, path]) => [name, join(folder, path)]),
    ),
    platform: 'node',
    // These are compiled already.
    tsconfig: false,
    // A call whose only result is that it throws, such as one of `decodeURIComponent`, is work too.
    treeshake: false,
    external: (id) => APART.test(id) || !(id.startsWith('.') || isAbsolute(id)),
    plugins: [sourcesBehind],
  })
  const { output } = await build.generate({
    banner: `// ${hash}`,
    chunkFileNames: 'shared.js',
    dir: target,
    // By default it leaves out what it takes for no work.
    minify: false,
    // Imported where the other tool has put it, and not held a second time.
    paths: (id) => (APART.test(id) ? `../dist/page/${basename(id)}` : id),
    sourcemap: true,
  })
  await build.close()
  write(target, output)
}

/**
 * Each renamed into place, the entry with the hash last: whoever starts meanwhile reads whole files.
 *
 * @param {string} target
 * @param {readonly import('rolldown').RolldownOutput['output'][number][]} output
 */
function write(target, output) {
  mkdirSync(target, { recursive: true })
  const names = output.map(({ fileName }) => fileName)
  for (const file of output.toSorted((a, b) => rank(a.fileName) - rank(b.fileName))) {
    const draft = join(target, `${file.fileName}.${process.pid}.draft`)
    writeFileSync(draft, file.type === 'chunk' ? file.code : file.source)
    renameSync(draft, join(target, file.fileName))
  }
  for (const name of readdirSync(target)) {
    if (!names.includes(name) && !name.endsWith('.draft')) rmSync(join(target, name))
  }
}

/** @param {string} name */
function rank(name) {
  return name === 'index.js' ? 1 : 0
}
