/**
 * What was asked for on the command line?
 *
 * Only reads. Every option that does not exist is an error that suggests the right spelling.
 */
import { parseArgs } from 'node:util'
import { didYouMean } from '@rastro/core'
import { UsageError } from './usage-error.ts'

/** What one option takes. */
type OptionKind = 'flag' | 'text'

interface CommandShape {
  readonly options: Readonly<Record<string, OptionKind>>
  /** What the one argument is called, where there must be one. */
  readonly argument?: string
}

const COMMANDS = {
  demo: { options: { fresh: 'flag', json: 'flag', 'data-dir': 'text', port: 'text' } },
  check: { options: {}, argument: 'the file that starts your application, e.g. ./app.js' },
} as const satisfies Record<string, CommandShape>

export type CommandName = keyof typeof COMMANDS

/** One command, checked for names only. */
export type Request =
  | { readonly kind: 'help'; readonly about?: CommandName }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: CommandName
      readonly flags: ReadonlySet<string>
      readonly texts: ReadonlyMap<string, string>
      readonly argument: string
    }

/**
 * Reads the arguments.
 *
 * @param args - Without the program and the script.
 * @throws {@link UsageError} for an unknown command or option, a missing or superfluous argument.
 */
export function readArguments(args: readonly string[]): Request {
  const [first, ...rest] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const [about] = rest
    return isCommand(about) ? { kind: 'help', about } : { kind: 'help' }
  }
  if (first === '--version' || first === '-v') return { kind: 'version' }
  if (!isCommand(first)) {
    const known = [...Object.keys(COMMANDS), '--help', '--version']
    const kind = first.startsWith('-') ? 'option' : 'command'
    throw new UsageError(`there is no ${kind} '${first}': ${didYouMean(first, known)}`)
  }
  return readCommand(first, rest)
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(COMMANDS, name)
}

function readCommand(command: CommandName, args: string[]): Request {
  const shape: CommandShape = COMMANDS[command]
  const known: Record<string, OptionKind> = { ...shape.options, help: 'flag' }
  const { tokens, positionals } = parseArgs({
    args,
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, kind]) => {
        return [name, { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) }]
      }),
    ),
  })
  const flags = new Set<string>()
  const texts = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (token.rawName === '-h') return { kind: 'help', about: command }
    const kind = known[token.name]
    if (kind === undefined || !token.rawName.startsWith('--')) {
      const names = Object.keys(known).map((name) => `--${name}`)
      throw new UsageError(
        `'${command}' has no option '${token.rawName}': ${didYouMean(token.rawName, names)}`,
      )
    }
    if (kind === 'flag') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
      flags.add(token.name)
    } else {
      // `--port --json`: the next option was taken for the value.
      const isMissing = token.value === undefined || token.value.startsWith('--')
      if (isMissing || token.value === '') throw new UsageError(`${token.rawName} needs a value`)
      texts.set(token.name, token.value)
    }
  }
  if (flags.has('help')) return { kind: 'help', about: command }
  return {
    kind: 'run',
    command,
    flags,
    texts,
    argument: readPositional(command, positionals, shape),
  }
}

function readPositional(
  command: CommandName,
  positionals: readonly string[],
  { argument }: CommandShape,
): string {
  const [given, ...others] = positionals
  const surplus = argument === undefined ? given : others[0]
  if (surplus !== undefined) throw new UsageError(`'${command}' has no use for '${surplus}'`)
  if (argument !== undefined && given === undefined) {
    throw new UsageError(`'${command}' needs ${argument}`)
  }
  return given ?? ''
}
