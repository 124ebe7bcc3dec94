/**
 * How are the browser tests run? Two files at a time: each has a browser, which waits for its server
 * about as long as it computes. What a test waits for is a condition, never a time.
 */
import unitTests from '../jest.config.js'

// eslint-disable-next-line import/no-default-export -- Jest reads its configuration from the default export.
export default {
  ...unitTests,
  rootDir: '../..',
  roots: ['<rootDir>/test/dist/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
  testTimeout: 180_000,
}
