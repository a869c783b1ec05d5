/** Holds a world to its sums: what was granted is available, reserved or settled, move by move. */
export async function checkWorld(tenant) {
  const ledger = await tenant.ask('GET', '/__rivya/ledger');
  const { granted, available, reserved, settled, entries } = ledger;
  if (granted !== available + reserved + settled || Math.min(available, reserved, settled) < 0) {
    throw new Error(`${tenant.name} has lost count: ${JSON.stringify({ ...ledger, entries: 0 })}`);
  }
  const held = new Map();
  for (const { kind, amount, reference } of entries) {
    if (kind === 'reserve') held.set(reference, (held.get(reference) ?? 0) + amount);
    if (kind === 'settle' || kind === 'release') {
      const left = (held.get(reference) ?? 0) - amount;
      if (left < 0) throw new Error(`${tenant.name}: more than was held of ${reference}`);
      held.set(reference, left);
    }
  }
  const sum = [...held.values()].reduce((total, amount) => total + amount, 0);
  if (sum !== reserved)
    throw new Error(`${tenant.name}: ${reserved} reserved, ${sum} by its moves`);
  return 1;
}
