import type { faultControl } from '../../contracts/control-faults.ts';
import { ApiError } from '../domain/api-error.ts';
import { presentFault, presentFaultList } from '../presenters-faults.ts';
import type { ControlOperations } from './operation.ts';

export const faultControlOperations = {
  injectFault: ({ body }, { faults }) => presentFault(faults.add(body)),
  listFaults: (_call, { faults }) => presentFaultList(faults),
  clearFaults: (_call, { faults }) => {
    faults.clear();
    return presentFaultList(faults);
  },
  removeFault: ({ params }, { faults }) => {
    if (faults.remove(params.faultId)) return presentFaultList(faults);
    throw new ApiError('not_found', 'Cannot remove the fault: none with this id waits for calls');
  },
} satisfies Pick<ControlOperations, keyof typeof faultControl>;
