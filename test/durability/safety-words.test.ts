import { describe, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

function messageOf(options: object): string {
  try {
    createAudit({ mongoose, ...options })
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}

describe('a class or ack that does not exist', () => {
  it('is answered with the words that do, once', () => {
    expect(messageOf({ class: 'x' })).toBe(
      "createAudit: option 'class' must be one of critical, standard, telemetry",
    )
  })

  it('is answered with the nearest word, where one is near', () => {
    expect(messageOf({ ack: 'fsynk' })).toBe(
      "createAudit: option 'ack' must be one of store, fsync, spool: did you mean 'fsync'?",
    )
  })

  it('is answered with its kind, where it is no word', () => {
    expect(messageOf({ class: 3 })).toBe(
      "createAudit: option 'class' must be one of critical, standard, telemetry; got a number",
    )
  })
})
