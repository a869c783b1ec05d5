import { type Fake, startFake } from '../index.ts';

/**
 * Starts one fake for a whole run, and tells the processes of the tests about it by RIVYA_BASE_URL and
 * RIVYA_API_KEY of the environment, which they inherit. Gives what ends it.
 */
export async function startRunWideFake(): Promise<() => Promise<void>> {
  const fake: Fake = await startFake();
  process.env['RIVYA_BASE_URL'] = fake.url;
  process.env['RIVYA_API_KEY'] = fake.apiKey;
  return () => fake.close();
}
