/** A fault has ended the exchange: the work is not done, and nothing is left to say. */
export class Answered extends Error {
  override readonly name = 'Answered';
}
