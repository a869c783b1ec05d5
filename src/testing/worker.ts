const { VITEST_POOL_ID, JEST_WORKER_ID } = process.env;

// For `setupFiles`: code that reads the environment itself has a world of its own in each worker.
process.env['RIVYA_API_KEY'] = `rvya_sk_test_worker-${VITEST_POOL_ID ?? JEST_WORKER_ID ?? '1'}`;
