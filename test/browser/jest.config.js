/**
 * How are the browser tests run? One file at a time: a browser and the server it talks to take all
 * the cores that a small machine has, and a test that waits for its turn looks like one that fails.
 */
import unitTests from '../jest.config.js'

// eslint-disable-next-line import/no-default-export -- Jest reads its configuration from the default export.
export default {
  ...unitTests,
  rootDir: '../..',
  roots: ['<rootDir>/test/dist/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 180_000,
}
