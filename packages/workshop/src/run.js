/**
 * How does a script run a tool? In the repository's root, quietly or with everything shown.
 */
import { spawn } from 'node:child_process'
import { root } from './repository.js'

const TELL_EVERY_MS = 10_000
const SHOWN_LINES = 40

/**
 * Runs a program whose output is the user's to see, and returns its exit code.
 *
 * @param {readonly string[]} command - Program and arguments.
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: number }} [options] - `stdout`: a file descriptor that
 * takes its standard output.
 * @returns {Promise<number>}
 */
export function runShown([program, ...args], { env = process.env, stdout = 1 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['inherit', stdout, 'inherit'] })
    // A terminal sends Ctrl-C to the tool as well: wait for it, so that what it uses is stopped after it.
    const ignore = () => {}
    const forward = () => child.kill('SIGTERM')
    process.on('SIGINT', ignore)
    process.on('SIGTERM', forward)
    process.on('exit', forward)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', forward)
      process.off('exit', forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/**
 * Runs a program that is only interesting when it fails: then the start of its output is in the error.
 *
 * @param {readonly string[]} command - Program and arguments.
 * @param {{ what: string, say: (line: string) => void }} options - `what` says what is going on.
 */
export async function runQuiet([program, ...args], { what, say }) {
  say(what)
  const started = Date.now()
  const telling = setInterval(() => {
    say(`${what}: ${Math.round((Date.now() - started) / 1000)} s so far`)
  }, TELL_EVERY_MS)
  try {
    const { code, output } = await capture(program, args)
    if (code !== 0) throw new Error(`${what} failed:\n${shorten(output)}`)
  } finally {
    clearInterval(telling)
  }
}

/**
 * The first lines say what is wrong, in npm as in the compiler; what follows is help and consequence.
 *
 * @param {string} output
 */
function shorten(output) {
  const lines = output.trim().split('\n')
  const rest = lines.length - SHOWN_LINES
  return [...lines.slice(0, SHOWN_LINES), ...(rest > 0 ? [`… and ${rest} more lines`] : [])].join(
    '\n',
  )
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function capture(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (/** @type {string} */ text) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, output })
    })
  })
}
