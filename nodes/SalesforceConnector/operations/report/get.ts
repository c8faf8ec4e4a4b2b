import type { IDataObject } from 'n8n-workflow';

import { describeReport, type ReportDescription } from '../../../../salesforce/analytics/description';
import type { ColumnInfo, ReportMetadata } from '../../../../salesforce/analytics/metadata';
import { readSimplify, simplifyOutput } from '../../fields/options';
import { readReportId, reportProperty } from '../../fields/report';
import type { EachOperation } from '../define';

export const reportGet: EachOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get report',
  description: 'Get what a report shows: its columns, groupings, totals, filters and date range',
  properties: [reportProperty],
  options: [simplifyOutput],
  each: async (org, item) => {
    const isSimple = readSimplify(item);
    const description = await describeReport(org, readReportId(item));
    return [isSimple ? simplifiedReport(description) : (description.answer as IDataObject)];
  },
};

function simplifiedReport({ metadata, extended }: ReportDescription): IDataObject {
  const { id, name, developerName, description, reportFormat, reportType, folderId } = metadata;
  return {
    id,
    name,
    developerName,
    description,
    format: reportFormat,
    reportType,
    folderId,
    columns: infoList(metadata.detailColumns, extended.detailColumnInfo),
    groupingsDown: groupings(metadata.groupingsDown, extended.groupingColumnInfo),
    groupingsAcross: groupings(metadata.groupingsAcross, extended.groupingColumnInfo),
    totals: infoList(metadata.aggregates, extended.aggregateColumnInfo),
    filters: metadata.reportFilters,
    filterLogic: metadata.reportBooleanFilter ?? null,
    dateRange: metadata.standardDateFilter ?? null,
  } as unknown as IDataObject;
}

type Infos = Readonly<Record<string, ColumnInfo>>;

function infoList(names: readonly string[], infos: Infos): IDataObject[] {
  return names.map((name) => ({ name, label: infos[name]?.label ?? name, dataType: infos[name]?.dataType ?? null }));
}

function groupings(all: ReportMetadata['groupingsDown'], infos: Infos): IDataObject[] {
  const labels = infoList(
    all.map(({ name }) => name),
    infos,
  );
  return all.map(
    ({ dateGranularity, sortOrder }, level) => ({ ...labels[level], dateGranularity, sortOrder }) as IDataObject,
  );
}
