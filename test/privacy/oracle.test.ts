/** Nobody finds out what is hidden by asking for it: no answer, no count and no reading tells. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openOracleDesk } from './oracle-desk.ts'
import type { Answered, OracleDesk, Question } from './oracle-desk.ts'

/** What is asked for, and a guess of the same shape that is wrong. */
interface Guess {
  readonly what: string
  readonly value: string
  readonly wrong: string
  /** Asked by somebody who is confined to another client. */
  readonly isConfined?: boolean
}

const GUESSES: readonly Guess[] = [
  { what: 'a name of before', value: 'Vera Antiga', wrong: 'Lara Infiel' },
  {
    what: 'an address of before',
    value: 'vera.antiga@example.com',
    wrong: 'lara.infiel@example.com',
  },
  { what: 'what is sensitive', value: 'Jedi order', wrong: 'Sito ritus' },
  { what: 'who was deleted', value: 'Rita Campos', wrong: 'Nita Tempos' },
  { what: 'who was erased', value: 'Hugo Pinto', wrong: 'Ivos Linda' },
  { what: 'an address that was erased', value: '192.0.2.77', wrong: '192.0.2.78' },
  { what: 'who is outside the scope', value: 'Vera Nova', wrong: 'Lara Rosa', isConfined: true },
]

/** Keys whose values are looked for in the log; the others choose from lists, or say how to answer. */
const SEARCHED = ['user', 'agent', 'client', 'ip', 'q', 'tid', 'group']

interface Door {
  readonly path: string
  readonly params: readonly string[]
  readonly required: readonly string[]
}

let desk: OracleDesk
let doors: readonly Door[]
beforeAll(async () => {
  desk = await openOracleDesk()
  doors = await doorsOf(desk)
}, 240_000)
afterAll(async () => {
  await desk.close()
})

async function doorsOf({ server }: OracleDesk): Promise<Door[]> {
  interface Parameter {
    readonly name: string
    readonly in: string
    readonly required: boolean
  }
  const { bytes } = await server.get('/audit/api/openapi.json')
  const text = bytes.toString()
  const document = JSON.parse(text.slice(text.indexOf('{"openapi"'))) as {
    paths: Record<string, { get?: { parameters: readonly Parameter[] } }>
  }
  return Object.entries(document.paths).flatMap(([path, { get }]) => {
    if (get === undefined) return []
    const params = get.parameters.filter((one) => one.in === 'query')
    const required = params.filter((one) => one.required).map(({ name }) => name)
    return [{ path, params: params.map(({ name }) => name), required }]
  })
}

/** What is needed beside the key that is asked with. */
function questionOf({ path, params, required }: Door, key: string, value: string): Question {
  const usual: Readonly<Record<string, string>> = {
    tt: 'Client',
    tid: desk.ids.vera,
    prop: 'email',
    at: desk.event,
    from: desk.event,
    to: desk.event,
    user: 'nobody at all',
    ip: '198.51.100.7',
  }
  const needed = required.map((name) => {
    const given = usual[name]
    if (given === undefined) throw new Error(`${path} needs ${name}: say here what to ask with`)
    return [name, given] as const
  })
  const isLog = params.includes('place') && key !== 'place'
  const id = path.startsWith('/groups') ? desk.group : desk.event
  return {
    path: path.slice(1).replace('{id}', path.startsWith('/requests') ? 'none' : id),
    // Looking is recorded with what was looked for: that is another list.
    query: {
      ...Object.fromEntries(needed),
      ...(isLog ? { place: 'customers,tickets,sessions' } : {}),
      ...(params.includes('count') && key !== 'count' ? { count: '1' } : {}),
      [key]: value,
    },
    value,
  }
}

const asked = new Set<string>()

async function bothAnswers(
  door: Door,
  key: string,
  { value, wrong, isConfined }: Guess,
): Promise<readonly [Answered, Answered]> {
  const scope = isConfined === true ? desk.ids.dora : undefined
  const of = (text: string): Question => ({ ...questionOf(door, key, text), scope })
  // Keys and plans are remembered when something of the kind was asked once.
  const kind = `${door.path} ${key} ${String(isConfined)}`
  if (!asked.has(kind)) await desk.ask(of(`${wrong} `))
  asked.add(kind)
  return [await desk.ask(of(value)), await desk.ask(of(wrong))]
}

describe('whoever asks for what is hidden', () => {
  for (const guess of GUESSES) {
    it(`learns nothing, by no key that is looked for: ${guess.what}`, async () => {
      for (const door of doors) {
        for (const key of SEARCHED.filter((one) => door.params.includes(one))) {
          const both = await bothAnswers(door, key, guess)
          // What is outside the scope is not hidden in the log: its index is read, and tells nothing.
          const [right, wrong] = both.map(({ examined, ...rest }) =>
            guess.isConfined === true ? rest : { ...rest, examined },
          )
          expect({ door: door.path, key, ...right }).toEqual({ door: door.path, key, ...wrong })
        }
      }
    })
  }

  it('learns nothing by any other key of any door', async () => {
    const [guess] = GUESSES
    if (guess === undefined) throw new Error('nothing is guessed')
    const keys = new Set<string>()
    for (const door of doors) {
      for (const key of door.params.filter((one) => !SEARCHED.includes(one))) {
        const [right, wrong] = await bothAnswers(door, key, guess)
        expect({ door: door.path, key, ...right }).toEqual({ door: door.path, key, ...wrong })
        keys.add(key)
      }
    }
    expect([...keys]).toEqual(expect.arrayContaining(['order', 'cursor', 'place', 'prop', 'at']))
  })

  it('would learn it by the same comparison, were it shown', async () => {
    const events = doors.find(({ path }) => path === '/events')
    if (events === undefined) throw new Error('there is no list')
    const shown = { what: 'a name of now', value: 'Vera Nova', wrong: 'Lara Rosa' }
    const [right, wrong] = await bothAnswers(events, 'client', shown)
    expect(right.status).toBe(wrong.status)
    expect(right.text).not.toBe(wrong.text)
    const keys = (one: Answered) => one.examined.reduce((sum, { keys: n }) => sum + n, 0)
    expect(keys(right)).toBeGreaterThan(keys(wrong))
  })

  it('learns no name of now either, where none is to be shown', async () => {
    await desk.configure({ showLastValue: false })
    const guess = { what: 'a name of now', value: 'Dora Lemos', wrong: 'Lara Lirio' }
    for (const door of doors) {
      for (const key of SEARCHED.filter((one) => door.params.includes(one))) {
        const [right, wrong] = await bothAnswers(door, key, guess)
        expect({ door: door.path, key, ...right }).toEqual({ door: door.path, key, ...wrong })
      }
    }
  })
})
