import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { Origin } from '@rastro/core'
import { createAskedApp } from './asked-app.ts'

async function originOf(userAgent: string): Promise<Origin | undefined> {
  const asked = createAskedApp()
  await request(asked.app).get('/').set('User-Agent', userAgent).expect(200)
  return asked.last().origin
}

describe('S1: the program that sent a request', () => {
  const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'

  it('is a browser by name and major version, on an operating system', async () => {
    const userAgent = `${windows} Chrome/120.0.6099.71 Safari/537.36`
    expect(await originOf(userAgent)).toEqual({
      ip: '127.0.0.1',
      userAgent,
      browser: 'Chrome 120',
      os: 'Windows 10',
    })
  })

  it('is a phone by maker and model', async () => {
    const origin = await originOf(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 ' +
        '(KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1',
    )
    expect(origin).toMatchObject({
      browser: 'Mobile Safari 17',
      os: 'iOS 17.1',
      device: 'Apple iPhone',
    })
  })

  it('is kept as sent where nobody knows it', async () => {
    expect(await originOf('nightly-import')).toEqual({
      ip: '127.0.0.1',
      userAgent: 'nightly-import',
    })
  })

  it('is kept up to 512 characters, and known by them', async () => {
    const origin = await originOf(`${windows} Chrome/120.0.0.0 ${'x'.repeat(10_000)}`)
    expect(origin?.userAgent).toHaveLength(512)
    expect(origin?.browser).toBe('Chrome 120')
  })

  it('is not looked at for longer than a moment, however it is written', async () => {
    const started = process.cpuUsage()
    for (const text of ['Mozilla/5.0 (', ' ;', 'Android ', '/', 'a ']) {
      await originOf(text.repeat(12_000 / text.length).trim())
    }
    const { user } = process.cpuUsage(started)
    expect(user / 1_000).toBeLessThan(2_000)
  })
})
