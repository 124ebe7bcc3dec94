import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { describeStoreConformance } from '@rastro/core/testing'
import { createMongoStore } from '@rastro/mongodb'
import * as driver from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { valuesOf } from './bson-values.ts'
import { oldDriver } from './old-driver.ts'
import type { OldDatabase } from './old-driver.ts'

describe('with driver 7', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())

  describeStoreConformance({
    name: 'MongoDB',
    describe,
    it,
    createStore: () => createMongoStore({ database: () => database.db, bson: driver }),
    values: valuesOf(driver),
  })
})

describe('with driver 6, whose classes nobody handed in', () => {
  let database: OldDatabase
  beforeAll(async () => {
    database = await oldDriver.open()
  })
  afterAll(() => database.close())

  describeStoreConformance({
    name: 'MongoDB',
    describe,
    it,
    createStore: () => createMongoStore({ database: () => database.db }),
    values: valuesOf(oldDriver.classes),
  })
})
