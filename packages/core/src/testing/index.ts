export { describeStoreConformance } from './store-conformance.ts'
export type { ConformanceOptions, ConformanceValues } from './conformance-suite.ts'
