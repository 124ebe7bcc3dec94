import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createContextKeeper } from '@rastro/core'
import { ask, createAskedApp, createContext } from './asked-app.ts'
import type { Asked, AskedApp } from './asked-app.ts'
import { EXPRESS_VERSIONS, newest } from './express-versions.ts'
import type { Express } from './express-versions.ts'

function appThatTrusts(
  trust: unknown,
  options: { readonly express?: Express; readonly trustWarnings?: boolean } = {},
): AskedApp {
  const { express, ...context } = options
  return createAskedApp(context, {
    ...(express === undefined ? {} : { express }),
    before: (app) => {
      if (trust !== undefined) app.set('trust proxy', trust)
    },
  })
}

async function addressOf(asked: AskedApp, forwardedFor?: string): Promise<string | undefined> {
  const call = request(asked.app).get('/')
  if (forwardedFor !== undefined) call.set('X-Forwarded-For', forwardedFor)
  await call.expect(200)
  return asked.last().origin?.ip
}

for (const { name, express } of EXPRESS_VERSIONS) {
  describe(`S1: the client's address under ${name}`, () => {
    it('is the connection’s when no proxy is trusted, whatever the client claims', async () => {
      const asked = appThatTrusts(undefined, { express })
      expect(await addressOf(asked, '203.0.113.7')).toBe('127.0.0.1')
    })

    it('is what the one trusted proxy saw, not what the client wrote before it', async () => {
      const asked = appThatTrusts(1, { express })
      expect(await addressOf(asked, '203.0.113.66, 192.0.2.1')).toBe('192.0.2.1')
    })

    it('is the first untrusted address of a chain of proxies known by address', async () => {
      const asked = appThatTrusts(['loopback', '198.51.100.0/24'], { express })
      expect(await addressOf(asked, '203.0.113.66, 192.0.2.1, 198.51.100.4')).toBe('192.0.2.1')
    })

    it('is written as IPv4 where it came inside IPv6', async () => {
      const asked = appThatTrusts(1, { express })
      expect(await addressOf(asked, '::FFFF:192.0.2.1')).toBe('192.0.2.1')
    })
  })
}

describe('S1: an address', () => {
  const spellings: readonly (readonly [string, string])[] = [
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['192.0.2.1:50123', '192.0.2.1'],
  ]
  for (const [sent, recorded] of spellings) {
    it(`forwarded as ${sent} is recorded as ${recorded}`, async () => {
      expect(await addressOf(appThatTrusts(1), sent)).toBe(recorded)
    })
  }

  for (const sent of ['unknown', '_hidden', '192.0.2.999', '2001:db8::g', '1'.repeat(4_000)]) {
    it(`forwarded as ${sent.slice(0, 12)} is left out rather than replaced by the proxy's`, async () => {
      expect(await addressOf(appThatTrusts(1), sent)).toBeUndefined()
    })
  }

  it('is found behind thousands of forged ones', async () => {
    const forged = Array.from({ length: 900 }, () => '203.0.113.66').join(', ')
    expect(await addressOf(appThatTrusts(1), `${forged}, 192.0.2.1`)).toBe('192.0.2.1')
  })

  it('is still known after the client has gone', async () => {
    const keeper = createContextKeeper()
    const app = newest()
    app.use(createContext(keeper).context)
    const answers = new Promise<Asked>((resolve, reject) => {
      app.use((req, res) => {
        res.once('close', () => void ask(keeper).then(resolve, reject))
        req.socket.destroy()
      })
    })
    await expect(request(app).get('/')).rejects.toThrow(/hang up|ECONNRESET/)
    expect((await answers).origin?.ip).toBe('127.0.0.1')
  })

  it('does not keep an event from being recorded when trusting throws', async () => {
    const asked = appThatTrusts(() => {
      throw new Error('about 203.0.113.7')
    })
    expect(await addressOf(asked, '203.0.113.7')).toBeUndefined()
    expect(asked.warnings).toEqual(['events are recorded without address: Error'])
  })
})

describe('S1: a likely wrong trust proxy', () => {
  it('is said once when a neighbour forwards and nobody is trusted', async () => {
    const asked = appThatTrusts(undefined)
    await addressOf(asked, '192.0.2.1')
    await addressOf(asked, '192.0.2.1')
    expect(asked.warnings).toEqual([expect.stringMatching(/'trust proxy' is off/)])
  })

  it('is said once when everybody is trusted', async () => {
    const asked = appThatTrusts(true)
    expect(await addressOf(asked, '203.0.113.66, 192.0.2.1')).toBe('203.0.113.66')
    await addressOf(asked)
    expect(asked.warnings).toEqual([expect.stringMatching(/'trust proxy' is true/)])
  })

  it('is not said of an application without a proxy', async () => {
    const asked = appThatTrusts(undefined)
    await addressOf(asked)
    expect(asked.warnings).toEqual([])
  })

  it('is not said of a number of proxies', async () => {
    const asked = appThatTrusts(1)
    await addressOf(asked, '192.0.2.1')
    expect(asked.warnings).toEqual([])
  })

  it('is not said where the application does not want to hear it', async () => {
    const asked = appThatTrusts(true, { trustWarnings: false })
    await addressOf(asked, '192.0.2.1')
    expect(asked.warnings).toEqual([])
  })
})
