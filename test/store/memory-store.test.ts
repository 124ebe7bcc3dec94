import { describe, it } from '@jest/globals'
import { createMemoryStore } from '@rastro/core'
import { describeStoreConformance } from '@rastro/core/testing'
import * as driver from 'mongodb'
import { valuesOf } from './bson-values.ts'

describeStoreConformance({
  name: 'memory',
  describe,
  it,
  createStore: () => createMemoryStore(),
  values: valuesOf(driver),
})
