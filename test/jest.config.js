/**
 * How are the tests run? Jest on the built `test/dist`, as native ES modules.
 *
 * No global set-up: `npm test` starts one MongoDB replica set and hands its address over as
 * AUDIT_TEST_MONGODB_URI, and whoever runs Jest directly may point it at a server of their own.
 */
// eslint-disable-next-line import/no-default-export -- Jest reads its configuration from the default export.
export default {
  rootDir: '..',
  roots: ['<rootDir>/test/dist'],
  testMatch: ['<rootDir>/test/dist/**/*.test.js'],
  // What needs a browser has its own configuration, in test/browser.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/dist/browser/'],
  // The tests are compiled already; a transform would only lose the source maps.
  transform: {},
  // Every file opens connections to the one server, and shared machines have few cores.
  maxWorkers: 2,
  // For machines ten times as slow as an idle one: a test that hangs is noticed late, none is failed in error.
  testTimeout: 240_000,
  // The default provider reports the bundles; this one follows the source maps back to `src`.
  coverageProvider: 'v8',
  coverageDirectory: '<rootDir>/coverage',
  collectCoverageFrom: ['<rootDir>/packages/*/bundle/*.js'],
  // Tests pack and install whole applications; their package.json files are not this repository's.
  modulePathIgnorePatterns: ['<rootDir>/examples/.*/node_modules/', '<rootDir>/.data/'],
}
