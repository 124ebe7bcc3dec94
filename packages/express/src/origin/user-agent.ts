/**
 * Which browser, operating system and device does a `User-Agent` header name?
 */
import UAParser from 'ua-parser-js'
import type { Origin } from '@rastro/core'
import { createBoundedCache } from '../cache/bounded-cache.ts'

// The parser is a long list of regular expressions: what bounds their time is the length.
const MAX_LENGTH = 512
// An application sees a few hundred different ones; at 512 characters each this is one megabyte.
const MAX_REMEMBERED = 1_000

/** What an event says about the program that sent the request. */
export type UserAgentFacts = Pick<Origin, 'userAgent' | 'browser' | 'os' | 'device'>

/** Makes a reader of `User-Agent` headers that remembers what it has read. */
export function createUserAgentReader(): (header: string) => UserAgentFacts {
  const known = createBoundedCache<UserAgentFacts>(MAX_REMEMBERED)
  return (header) => {
    const userAgent = header.length > MAX_LENGTH ? shortened(header) : header
    const remembered = known.get(userAgent)
    if (remembered !== undefined) return remembered
    const facts = Object.freeze(readUserAgent(userAgent))
    known.set(userAgent, facts)
    return facts
  }
}

function readUserAgent(userAgent: string): UserAgentFacts {
  const { browser, os, device } = new UAParser(userAgent).getResult()
  const browserName = joined(browser.name, majorOf(browser.version))
  const osName = joined(os.name, os.version)
  const deviceName = joined(device.vendor, device.model) ?? device.type
  return {
    userAgent,
    ...(browserName === undefined ? {} : { browser: browserName }),
    ...(osName === undefined ? {} : { os: osName }),
    ...(deviceName === undefined ? {} : { device: deviceName }),
  }
}

// 'Chrome 120', not 'Chrome 120.0.6099.71': people filter by it, and minor versions are noise.
function majorOf(version: string | undefined): string | undefined {
  return version?.split('.', 1)[0]
}

function joined(first: string | undefined, second: string | undefined): string | undefined {
  const text = [first, second].filter((part) => part !== undefined && part !== '').join(' ')
  return text === '' ? undefined : text
}

// A slice keeps the whole header in memory as long as it lives; a copy does not.
function shortened(header: string): string {
  return Buffer.from(header.slice(0, MAX_LENGTH), 'latin1').toString('latin1')
}
