export * from '@rastro/core/testing'
