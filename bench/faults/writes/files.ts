import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { COLLECTION } from '../../cases/contacts';
import { node } from '../../n8n';
import type { FaultKind, Target } from '../faults';
import { DOCUMENTS, FILES, insertDocument, LINKS, VERSIONS } from '../subjects';
import { LOOKUP, middleTargets, outcomesOfItems, readTimes, TIMES, type WriteCase } from './define';
import { UNTELLABLE } from './records';

const ofInput = (field: string): string => `={{ $('Source').all()[$itemIndex].json.${field} }}`;

/** Small files, each with its key as its text. */
const toFile: INode = node('To File', 'n8n-nodes-base.convertToFile', 1.1, {
  operation: 'toText',
  sourceProperty: 'key',
  options: { fileName: 'faults.txt' },
});

/** Together, as records are. */
const TOGETHER = {
  way: 'collections',
  untellable: UNTELLABLE.collections,
} as const;

const collectionTargets = (method: string, size: number, fault: FaultKind): Target[] =>
  middleTargets({ method, path: '/composite/sobjects' }, COLLECTION, size, fault);

const uploadCase: WriteCase = {
  ...TOGETHER,
  title: 'Upload files',
  subject: FILES,
  operation: 'create',
  hidden: TIMES * COLLECTION,
  input: (wishes) => wishes.map(({ key, value }) => ({ key, value })),
  nodes: (salesforce) => [
    toFile,
    salesforce({
      resource: 'file',
      operation: 'upload',
      title: ofInput('value'),
      options: { description: ofInput('key') },
    }),
  ],
  read: async (output) => outcomesOfItems(output.map(ofVersion)),
  targets: (size, fault) => [...collectionTargets('POST', size, fault), { ...LOOKUP, ...readTimes(fault) }],
};

const versionCase: WriteCase = {
  ...TOGETHER,
  title: 'Upload new versions',
  subject: VERSIONS,
  operation: 'create',
  hidden: TIMES * COLLECTION,
  looksUp: true,
  input: withDocuments,
  nodes: (salesforce) => [
    toFile,
    salesforce({
      resource: 'file',
      operation: 'uploadVersion',
      fileId: { __rl: true, mode: 'id', value: ofInput('documentId') },
      reasonForChange: ofInput('key'),
      options: { title: ofInput('value') },
    } as INodeParameters),
  ],
  read: async (output) => outcomesOfItems(output.map(ofVersion)),
  targets: (size, fault) => [{ ...LOOKUP, ...readTimes(fault) }, ...collectionTargets('POST', size, fault)],
};

function withDocuments(...[wishes, org]: Parameters<WriteCase['input']>): IDataObject[] {
  return wishes.map(({ key, value }) => ({ key, value, documentId: insertDocument(org, { key }) }));
}

/** A file of which only the rest could not be done is uploaded, as its error says. */
function ofVersion(item: INodeExecutionData): INodeExecutionData {
  const { versionId, error } = item.json as { versionId?: string; error?: { message: string } };
  const [, uploaded] = /^The file was uploaded as version (\w{18}),/.exec(error?.message ?? '') ?? [];
  const id = versionId ?? uploaded;
  return id === undefined ? item : { ...item, json: { id, created: true } };
}

const shareCase: WriteCase = {
  ...TOGETHER,
  title: 'Share files',
  subject: LINKS,
  operation: 'create',
  hidden: TIMES * COLLECTION,
  input: (wishes, org) =>
    withDocuments(wishes, org).map((item, place) => ({
      ...item,
      linkTo: wishes[place]?.bad === true ? NOBODY : org.insert('Account', { Name: String(item['value']) }),
    })),
  nodes: (salesforce) => [
    salesforce({
      resource: 'file',
      operation: 'share',
      fileId: { __rl: true, mode: 'id', value: '={{ $json.documentId }}' },
      linkTo: '={{ $json.linkTo }}',
      shareType: 'C',
    } as INodeParameters),
  ],
  read: async (output) => outcomesOfItems(output.map(ofLink)),
  targets: (size, fault) => collectionTargets('POST', size, fault),
};

const NOBODY = '001000000000000AAA';

/** Whether a link that is there was made by this request is not known where the request was repeated. */
function ofLink(item: INodeExecutionData): INodeExecutionData {
  const { documentId, links } = item.json as { documentId?: string; links?: { alreadyShared: boolean }[] };
  if (links === undefined) return item;
  return {
    ...item,
    json: { id: documentId, created: links[0]?.alreadyShared === true ? null : true },
  } as INodeExecutionData;
}

const deleteCase: WriteCase = {
  ...TOGETHER,
  title: 'Delete files',
  subject: DOCUMENTS,
  operation: 'delete',
  hidden: 0,
  input: (wishes) => wishes.map(({ id }) => ({ id })),
  nodes: (salesforce) => [
    salesforce({
      resource: 'file',
      operation: 'delete',
      fileId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
    } as INodeParameters),
  ],
  read: async (output) => outcomesOfItems(output),
  targets: (size, fault) => collectionTargets('DELETE', size, fault),
};

export const FILE_WRITES: readonly WriteCase[] = [uploadCase, versionCase, shareCase, deleteCase];
