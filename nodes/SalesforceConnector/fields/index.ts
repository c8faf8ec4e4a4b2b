import { searchActions, searchFlows } from './action';
import { getActionInputs, getFlowInputs } from './actionInputs';
import { searchApprovalObjects, searchApprovalProcesses, searchApprovers } from './approval';
import { searchAssignmentRules } from './assignmentRule';
import { getChannels } from './channels';
import { getOperators } from './conditions';
import { searchColumnFields } from './csvFile';
import { searchExternalIdFields } from './externalId';
import { searchExperienceSites } from './experienceSite';
import { searchUsersAndFeedGroups } from './feed';
import { searchFiles, searchFolders, searchLibraries, searchUsersAndGroups } from './file';
import { getReadableFields } from './fieldsToReturn';
import { getFieldsToCreate, getFieldsToUpdate, getFieldsToUpsert } from './fieldsToSend';
import { searchFieldValues } from './fieldValues';
import {
  searchConvertedStatuses,
  searchLeads,
  searchLeadAccounts,
  searchLeadContacts,
  searchLeadOpportunities,
} from './leadConversion';
import { searchListViews } from './listView';
import { searchObjectsToLoad } from './ingest';
import { searchJobs } from './job';
import {
  searchCreatableObjects,
  searchDeletableObjects,
  searchMergeableObjects,
  searchObjects,
  searchPlatformEvents,
  searchQueryableObjects,
  searchReplicateableObjects,
  searchSearchableObjects,
  searchUndeletableObjects,
  searchUpdatableObjects,
  searchUpsertableObjects,
} from './object';
import { getApiVersions } from './options';
import { searchOutboundMessages } from './outboundMessage';
import { searchUsers } from './polling';
import { searchPicklists, searchRecordTypes } from './picklist';
import { searchQueryFields } from './queryField';
import { searchDeletedRecords, searchRecords } from './recordId';
import { getFieldsOfChild, searchChildRelationships } from './relatedRecords';
import { searchDashboards, searchReports } from './report';
import { searchReportColumns, searchReportDurations, searchReportFilterValues } from './reportColumn';

/** Every list that a form loads from the org, by the name that the properties use: the same for every node. */
export const loaders = {
  listSearch: {
    searchActions,
    searchApprovalObjects,
    searchApprovalProcesses,
    searchApprovers,
    searchAssignmentRules,
    searchChildRelationships,
    searchColumnFields,
    searchConvertedStatuses,
    searchCreatableObjects,
    searchDashboards,
    searchDeletableObjects,
    searchDeletedRecords,
    searchExperienceSites,
    searchExternalIdFields,
    searchFieldValues,
    searchFiles,
    searchFlows,
    searchFolders,
    searchJobs,
    searchLeadAccounts,
    searchLeadContacts,
    searchLeadOpportunities,
    searchLeads,
    searchLibraries,
    searchListViews,
    searchMergeableObjects,
    searchObjects,
    searchObjectsToLoad,
    searchOutboundMessages,
    searchPicklists,
    searchPlatformEvents,
    searchQueryFields,
    searchQueryableObjects,
    searchRecordTypes,
    searchRecords,
    searchReportColumns,
    searchReportDurations,
    searchReportFilterValues,
    searchReports,
    searchReplicateableObjects,
    searchSearchableObjects,
    searchUndeletableObjects,
    searchUpdatableObjects,
    searchUpsertableObjects,
    searchUsers,
    searchUsersAndFeedGroups,
    searchUsersAndGroups,
  },
  loadOptions: { getApiVersions, getChannels, getOperators, getReadableFields },
  resourceMapping: {
    getActionInputs,
    getFieldsOfChild,
    getFieldsToCreate,
    getFieldsToUpdate,
    getFieldsToUpsert,
    getFlowInputs,
  },
};
