export { describeStoreConformance } from './store-conformance.ts'
export type { ConformanceOptions, ConformanceValues } from './store-conformance.ts'
