/**
 * What must be done before anything of this repository can run? Install and build.
 *
 * It runs before anything is installed, so it and all it imports use Node built-ins only.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRepository } from './repository.js'
import { runQuiet } from './run.js'

const LOCK = inRepository('package-lock.json')
const INSTALLED = inRepository('node_modules')
/** What npm itself writes at the end of every install. */
const INSTALLED_LOCK = join(INSTALLED, '.package-lock.json')
const STAMP = join(INSTALLED, '.installed-lock-hash')
const PAGE_BUILD = inRepository('packages', 'admin', 'build', 'main.js')
const BUNDLER = inRepository('packages', 'workshop', 'build', 'bundle.js')
const COMPILER = inRepository('node_modules', 'typescript', 'bin', 'tsc')

/**
 * Installs what is missing and builds what is stale.
 *
 * @param {(line: string) => void} say - Told each step.
 * @throws Error with the tool's output if a step fails.
 */
export async function prepare(say) {
  await install(say)
  await build(say)
}

/**
 * Installs the dependencies if they are missing or belong to another lock file.
 *
 * @param {(line: string) => void} say - Told what is done.
 */
export async function install(say) {
  assertNodeVersion()
  const hash = hashOf(LOCK)
  if (isInstalled(hash)) return
  // Not `npm ci`: it refuses the lock file where a registry lacks optional builds for other systems,
  // and removes a node_modules somebody works in. `--no-save` obeys the lock file and leaves it alone.
  const quiet = ['--no-save', '--loglevel=error', '--no-audit', '--no-fund']
  await runQuiet([...npm(), 'install', ...quiet], { what: 'installing the dependencies', say })
  writeFileSync(STAMP, hash)
}

/**
 * @param {(line: string) => void} say
 */
async function build(say) {
  // The compiler knows best what is stale, and is done in a quarter of a second if nothing is.
  await runQuiet([process.execPath, COMPILER, '-b'], { what: 'building', say })
  // After the compiler, into the folder that it made; done in an instant if nothing changed.
  await runQuiet([process.execPath, PAGE_BUILD], { what: 'building the admin page', say })
  await runQuiet([process.execPath, BUNDLER], { what: 'bundling the packages', say })
  removeOrphans(inRepository('test', 'dist'), inRepository('test'))
}

/**
 * Removes compiled tests whose source is gone, which would be run for ever.
 *
 * @param {string} built
 * @param {string} source
 */
function removeOrphans(built, source) {
  for (const entry of readdirSync(built, { withFileTypes: true })) {
    const path = join(built, entry.name)
    if (entry.isDirectory()) removeOrphans(path, join(source, entry.name))
    else if (entry.name.endsWith('.js')) {
      const name = entry.name.slice(0, -'.js'.length)
      if (existsSync(join(source, `${name}.ts`))) continue
      for (const ending of ['.js', '.js.map', '.d.ts', '.d.ts.map']) {
        rmSync(join(built, name + ending), { force: true })
      }
    }
  }
}

/**
 * @param {string} hash
 */
function isInstalled(hash) {
  if (!existsSync(INSTALLED_LOCK)) return false
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return true
  // Somebody ran npm by hand after the lock file last changed.
  if (statSync(INSTALLED_LOCK).mtimeMs < statSync(LOCK).mtimeMs) return false
  writeFileSync(STAMP, hash)
  return true
}

/** The npm that runs this script, or the one on the path. */
function npm() {
  const path = process.env['npm_execpath']
  return path === undefined ? ['npm'] : [process.execPath, path]
}

/**
 * @param {string} path
 */
function hashOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Error(`Node 20.19 or later is needed; this is ${process.versions.node}`)
}
