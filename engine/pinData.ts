import type { IDataObject, INodeExecutionData, IPinData } from 'n8n-workflow';

/** The pinned data of a workflow file. Each item is either `{json, binary?}` or the bare JSON, which n8n's editor wraps when it imports. */
export type PinnedData = Readonly<Record<string, readonly IDataObject[]>>;

/** As n8n's server stores and runs it. */
export function pinnedItems(pinData: PinnedData = {}): IPinData {
  return Object.fromEntries(Object.entries(structuredClone(pinData)).map(([node, items]) => [node, items.map(asItem)]));
}

const asItem = (item: IDataObject): INodeExecutionData =>
  typeof item.json === 'object' && item.json !== null ? (item as unknown as INodeExecutionData) : { json: item };
