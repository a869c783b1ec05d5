import { readFileSync } from 'node:fs';

/** The mutants of a report of Stryker that could be tried. */
export function read(path) {
  const { files } = JSON.parse(readFileSync(path, 'utf8'));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  return mutants.filter(
    ({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status),
  );
}

/** How many mutants a test has noticed. */
export function killed(mutants) {
  return mutants.filter(isDead).length;
}

/** Where nobody has noticed a mutant: line, what stood there, and what stood there instead. */
export function survivors(mutants, source) {
  const lines = source.split('\n');
  return mutants
    .filter((mutant) => !isDead(mutant))
    .map(({ location: { start, end }, replacement, mutatorName, status }) => {
      const line = lines[start.line - 1] ?? '';
      const stop = end.line === start.line ? end.column - 1 : undefined;
      const before = line.slice(start.column - 1, stop).trim();
      const after = (replacement ?? '').replace(/\s+/g, ' ');
      const unseen = status === 'NoCoverage' ? ' (not run)' : '';
      return `${start.line}: ${mutatorName}: ${before} -> ${after}${unseen}`.slice(0, 160);
    });
}

function isDead({ status }) {
  return status === 'Killed' || status === 'Timeout';
}
