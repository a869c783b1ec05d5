import { fact, type Probe, settle } from './probe.ts';
import { isRefusal, shown } from './shown.ts';

/** What does not exist: a task, a path, a method. */
export const notFoundProbe: Probe = {
  id: 'not-found',
  title: 'what does not exist',
  needs: 'key',
  settles: ['http.unknownRoute'],
  run: async ({ wire }) => {
    const task = await wire.ask({ path: '/api/v1/generations/task_rivya_testkit_probe' });
    const route = await wire.ask({ path: '/api/v1/rivya-testkit-probe' });
    const method = await wire.ask({ method: 'DELETE', path: '/api/v1/credits' });
    const other = [route, method].find((answer) => !isRefusal(answer, 404, 'not_found'));
    return [
      fact('not-found.task', {
        title: 'an unknown task is not found',
        operations: ['retrieveGeneration'],
        page: 'generationStatus',
        holds: isRefusal(task, 404, 'not_found'),
        expected: '404 not_found',
        seen: shown(task),
      }),
      settle('http.unknownRoute', {
        holds: other === undefined,
        seen: other === undefined ? '404 not_found for a path and for a method' : shown(other),
        severity: 'compatible',
      }),
    ];
  },
};
