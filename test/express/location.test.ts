import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import request from 'supertest'
import { AuditError } from '@rastro/core'
import { fixedLocations, geoipLite, mmdb } from '@rastro/express'
import type { GeoSource, Location } from '@rastro/express'
import { askOutsideHttp, createAskedApp } from './asked-app.ts'
import type { AskedApp } from './asked-app.ts'

// The tests run from `test/dist/express`; the files are beside the sources.
function fixture(name: string): string {
  return fileURLToPath(new URL(`../../express/fixtures/${name}`, import.meta.url))
}

/** Installs the package elsewhere, beside what it needs but for one. */
function copyWithout(missing: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-express-'))
  const installed = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
  const scope = join(folder, 'node_modules', '@rastro')
  mkdirSync(scope, { recursive: true })
  for (const part of ['bundle', 'package.json']) {
    const from = join(realpathSync(join(installed, '@rastro/express')), part)
    cpSync(from, join(scope, 'express', part), { recursive: true })
  }
  for (const name of ['@rastro/core', 'jsonwebtoken', 'mmdb-lib', 'ua-parser-js', 'geoip-lite']) {
    if (name !== missing) symlinkSync(join(installed, name), join(folder, 'node_modules', name))
  }
  return folder
}

function appThatLocates(geo: GeoSource): AskedApp {
  return createAskedApp({ geo }, { before: (app) => app.set('trust proxy', 1) })
}

async function callFrom(asked: AskedApp, address: string): Promise<Location | undefined> {
  await request(asked.app).get('/').set('X-Forwarded-For', address).expect(200)
  return asked.last().origin
}

function countingSource(answer: (address: string) => ReturnType<GeoSource['locate']>) {
  const questions: string[] = []
  const geo: GeoSource = {
    locate(address) {
      questions.push(address)
      return answer(address)
    },
  }
  return { geo, questions }
}

afterEach(() => {
  jest.useRealTimers()
})

describe('S1: the location of an address', () => {
  it('comes with the event', async () => {
    const asked = appThatLocates(
      fixedLocations({ '192.0.2.0/24': { country: 'PT', city: 'Faro' } }),
    )
    expect(await callFrom(asked, '192.0.2.9')).toMatchObject({
      ip: '192.0.2.9',
      country: 'PT',
      city: 'Faro',
    })
  })

  it('is asked for once per address, also where there is none', async () => {
    const { geo, questions } = countingSource((address) =>
      address === '192.0.2.9' ? { country: 'PT' } : undefined,
    )
    const asked = appThatLocates(geo)
    for (const address of ['192.0.2.9', '192.0.2.10', '192.0.2.9', '192.0.2.10']) {
      await callFrom(asked, address)
    }
    expect(questions).toEqual(['192.0.2.9', '192.0.2.10'])
  })

  it('is asked for as the normalised address', async () => {
    const { geo, questions } = countingSource(() => undefined)
    await callFrom(appThatLocates(geo), '::FFFF:192.0.2.9')
    expect(questions).toEqual(['192.0.2.9'])
  })

  it('is not asked for by a request that records nothing', async () => {
    const { geo, questions } = countingSource(() => ({ country: 'PT' }))
    const asked = createAskedApp(
      { geo },
      { prepare: (app) => app.get('/quiet', (_req, res) => res.json({})) },
    )
    await request(asked.app).get('/quiet').expect(200)
    expect(questions).toEqual([])
  })

  it('is only what an event has fields for', async () => {
    const { geo } = countingSource(() => ({
      country: 'pt',
      region: '',
      city: 'x'.repeat(1_000),
      latitude: 37,
    }))
    const origin = await callFrom(appThatLocates(geo), '192.0.2.9')
    expect(origin).not.toHaveProperty('latitude')
    expect(origin).not.toHaveProperty('region')
    expect(origin).toMatchObject({ country: 'PT', city: 'x'.repeat(128) })
  })

  it('is left out, and said once, where the source fails', async () => {
    const { geo } = countingSource((address) => {
      throw new TypeError(`no idea about ${address}`)
    })
    const asked = appThatLocates(geo)
    expect(await callFrom(asked, '192.0.2.9')).toMatchObject({ ip: '192.0.2.9' })
    await callFrom(asked, '192.0.2.10')
    expect(asked.warnings).toEqual(['events are recorded without location: TypeError'])
  })

  it('is asked for again after a failure', async () => {
    let isDown = true
    const { geo } = countingSource(async () => {
      if (isDown) throw new Error('down')
      return { city: 'Faro' }
    })
    const asked = appThatLocates(geo)
    await callFrom(asked, '192.0.2.9')
    isDown = false
    expect(await callFrom(asked, '192.0.2.9')).toMatchObject({ city: 'Faro' })
  })

  it('is not waited for longer than a second', async () => {
    jest.useFakeTimers()
    const { geo } = countingSource(() => new Promise<never>(() => {}))
    const { answers, warnings } = askOutsideHttp({ geo }, { headers: {}, ip: '192.0.2.9' })
    await jest.advanceTimersByTimeAsync(1_000)
    expect((await answers).origin).toEqual({ ip: '192.0.2.9' })
    expect(warnings).toEqual(['events are recorded without location: TimeOutError'])
  })

  it('is not remembered as unknown before the data are loaded', async () => {
    let load = (): void => {}
    let isLoaded = false
    const ready = new Promise<void>((resolve) => {
      load = () => {
        isLoaded = true
        resolve()
      }
    })
    const asked = appThatLocates({
      ready,
      locate: () => (isLoaded ? { city: 'Faro' } : undefined),
    })
    expect(await callFrom(asked, '192.0.2.9')).not.toHaveProperty('city')
    load()
    expect(await callFrom(asked, '192.0.2.9')).toMatchObject({ city: 'Faro' })
  })
})

describe('a table of fixed locations', () => {
  const source = fixedLocations({
    '192.0.2.0/24': { city: 'Faro' },
    '192.0.2.128/25': { city: 'Braga' },
    '192.0.2.200': { city: 'Porto' },
    '2001:db8::/32': { city: 'Vigo' },
  })
  const places = {
    '192.0.2.1': 'Faro',
    '192.0.2.129': 'Braga',
    '192.0.2.200': 'Porto',
    '2001:db8:ffff::1': 'Vigo',
  }
  for (const [address, city] of Object.entries(places)) {
    it(`puts ${address} where the narrowest range says`, () => {
      expect(source.locate(address)).toEqual({ city })
    })
  }

  for (const address of ['198.51.100.1', '2001:db9::1', '::c000:201']) {
    it(`does not know ${address}`, () => {
      expect(source.locate(address)).toBeUndefined()
    })
  }

  for (const range of ['192.0.2.0/33', '192.0.2.0/', '192.0.2/24', 'Faro', '2001:db8::/129', '']) {
    it(`refuses '${range}' as a range`, () => {
      expect(() => fixedLocations({ [range]: { city: 'Faro' } })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: range }),
      )
    })
  }
})

describe('an .mmdb file', () => {
  it('in the nested layout answers for both address families', () => {
    const source = mmdb(fixture('nested.mmdb'))
    expect(source.locate('192.0.2.9')).toEqual({ country: 'PT', region: 'Lisboa', city: 'Lisboa' })
    expect(source.locate('2001:db8::9')).toEqual({
      country: 'ES',
      region: 'Catalunya',
      city: 'Barcelona',
    })
  })

  it('in the flat layout answers alike', () => {
    const source = mmdb(fixture('flat-ipv4.mmdb'))
    expect(source.locate('192.0.2.9')).toEqual({
      country: 'BR',
      region: 'São Paulo',
      city: 'São Paulo',
    })
  })

  it('of IPv4 addresses is never asked for an IPv6 address, which it would answer wrongly', () => {
    expect(mmdb(fixture('flat-ipv4.mmdb')).locate('2001:db8::9')).toBeUndefined()
  })

  it('is chosen by address family', () => {
    const source = mmdb({ ipv4: fixture('flat-ipv4.mmdb'), ipv6: fixture('nested.mmdb') })
    expect(source.locate('192.0.2.9')).toMatchObject({ city: 'São Paulo' })
    expect(source.locate('2001:db8::9')).toMatchObject({ city: 'Barcelona' })
  })

  it('does not know addresses that it does not hold', () => {
    const source = mmdb({ ipv6: fixture('nested.mmdb') })
    expect(source.locate('2001:db9::1')).toBeUndefined()
    expect(source.locate('192.0.2.9')).toBeUndefined()
  })

  it('for IPv6 must hold IPv6 addresses', () => {
    expect(() => mmdb({ ipv6: fixture('flat-ipv4.mmdb') })).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'ipv6' }),
    )
  })

  for (const name of ['missing.mmdb', 'README.md']) {
    it(`that is none (${name}) is said at construction`, () => {
      expect(() => mmdb(fixture(name))).toThrow(
        expect.objectContaining({ code: 'AUDIT_GEO_UNAVAILABLE' }),
      )
    })
  }

  it('under a misspelt option is said at construction', () => {
    const files = { ipv5: fixture('nested.mmdb') } as object
    expect(() => mmdb(files)).toThrow(/did you mean 'ipv[46]'/)
  })
})

describe('geoip-lite', () => {
  it('knows the country of public addresses of both families, once it is loaded', async () => {
    const source = geoipLite()
    try {
      expect(source.locate('8.8.8.8')).toBeUndefined()
      await source.ready
      for (const address of ['8.8.8.8', '2001:4860:4860::8888']) {
        const location = await source.locate(address)
        expect(location?.country).toMatch(/^[A-Z]{2}$/)
      }
      expect(await source.locate('192.0.2.9')).toBeUndefined()
    } finally {
      await source.close?.()
    }
  })

  it('that is not installed is said at construction, with what to install', () => {
    const folder = copyWithout('geoip-lite')
    try {
      const program =
        "import { geoipLite } from '@rastro/express'\n" +
        'try { geoipLite() } catch (error) { console.log(error.code, error.message) }'
      const options = { cwd: folder, encoding: 'utf8' } as const
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], options)
      expect(said).toBe(
        'AUDIT_GEO_UNAVAILABLE geoip-lite cannot be used, it is not installed: run npm install geoip-lite\n',
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('answers what is still open when it is closed', async () => {
    const source = geoipLite()
    await source.ready
    const open = source.locate('8.8.8.8')
    await source.close?.()
    await expect(Promise.resolve(open)).resolves.not.toBeNull()
    expect(source.locate('8.8.8.8')).toBeUndefined()
  })

  it('that is closed before it is loaded says that it cannot be used', async () => {
    const source = geoipLite()
    await source.close?.()
    const failure = await source.ready?.catch((error: unknown) => error)
    expect(AuditError.is(failure) && failure.code).toBe('AUDIT_GEO_UNAVAILABLE')
  })
})
