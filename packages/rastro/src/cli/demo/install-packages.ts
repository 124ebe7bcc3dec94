/** How are packages installed in a folder? By the user's own npm, with the user's own settings. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const TAIL_CHARACTERS = 2_000

/**
 * Installs what a folder's package.json asks for.
 *
 * @param folder - Holds the package.json.
 * @param packages - The same, for the message if it fails.
 * @throws Error with the end of npm's output and what to do.
 */
export async function installPackages(folder: string, packages: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  const { code, output } = await runNpm(['install', '--loglevel=error', ...quiet], folder)
  if (code === 0) return
  throw new Error(
    `npm could not install ${packages.join(' ')}:\n${output.slice(-TAIL_CHARACTERS).trimEnd()}\n` +
      `Install them beside this package and start again: npm install ${packages.join(' ')}`,
  )
}

function runNpm(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const cli = npmScript(process.env['npm_execpath'])
  const isWindows = process.platform === 'win32'
  const child =
    cli === undefined
      ? // On Windows npm is a script that only a shell runs; nothing of the user's is in `args`.
        spawn('npm', [...args], { cwd, shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** The npm that runs us, where it is one: `npx` names itself, and yarn and pnpm do too. */
function npmScript(running: string | undefined): string | undefined {
  if (running === undefined || !/^np[mx]-cli\.js$/.test(basename(running))) return undefined
  const script = join(dirname(running), 'npm-cli.js')
  return existsSync(script) ? script : undefined
}
