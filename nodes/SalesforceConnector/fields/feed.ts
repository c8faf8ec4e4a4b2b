import type { INodeProperties } from 'n8n-workflow';

import { checkCharacters } from '../../../salesforce/characters';
import { show } from '../../../salesforce/errors';
import type { Feed, FeedReading } from '../../../salesforce/feed/elements';
import { LONGEST_FEED_TEXT, MOST_MENTIONS, type FeedMessage } from '../../../salesforce/feed/message';
import { POST_PREFIX, type FeedPost, type FeedSettings } from '../../../salesforce/feed/posts';
import { DOCUMENT_PREFIX } from '../../../salesforce/files/kinds';
import { recordId } from '../../../salesforce/ids';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readOption, readWholeNumber } from './allowed';
import { experienceSite, readExperienceSite } from './experienceSite';
import { idsIn } from './file';
import { fromList, listIn, locatorText } from './locator';
import type { RecordKind } from './recordChoices';
import { mixedRecordList, recordLocator } from './recordId';
import { PACE_OPTIONS, readPace } from './sendAs';
import { plainText, readText } from './text';

const WITH_FEEDS: readonly RecordKind[] = [
  { object: 'CollaborationGroup', kind: 'Group' },
  { object: 'User', only: { IsActive: true } },
];

/** Who has a feed, and can be mentioned. */
export const searchUsersAndFeedGroups = mixedRecordList(WITH_FEEDS);

function subjectLocator(shown: Pick<INodeProperties, 'description' | 'displayName'>): INodeProperties {
  return {
    ...recordLocator({
      name: 'feedSubject',
      searchListMethod: 'searchUsersAndFeedGroups',
      placeholders: [
        'Select a group or user…',
        'e.g. 0015g00000AbCdEAAV',
        'e.g. https://acme.lightning.force.com/lightning/r/Account/0015g00000AbCdEAAV/view',
      ],
      ...shown,
    }),
    required: true,
  };
}

const POST_TO = subjectLocator({
  displayName: 'Post To',
  description: 'The record, group or user whose feed gets the post. The list has groups and users.',
});

const FEED_TEXT: INodeProperties = {
  displayName: 'Text',
  name: 'feedText',
  type: 'string',
  typeOptions: { rows: 4 },
  default: '',
  description: 'Plain text of up to 10,000 characters, with the names of those mentioned',
};

const MENTION: INodeProperties = {
  displayName: 'Mention',
  name: 'mentions',
  type: 'resourceLocator',
  default: { mode: 'id', value: '' },
  description:
    'Whom to mention before the text, so that Salesforce tells them: a user or group from the list, or their IDs, separated by commas',
  modes: [
    fromList('Select a group or user…', 'searchUsersAndFeedGroups'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 0055g00000AbCdEAAV' },
  ],
};

const POST_ID: INodeProperties = {
  displayName: 'Post ID',
  name: 'postId',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. 0D55g00000AbCdECAV',
  description: 'ID of the post to comment on, from the operation Post or Get Many',
};

const POST_LINK_URL: INodeProperties = {
  displayName: 'Link URL',
  name: 'linkUrl',
  type: 'string',
  default: '',
  placeholder: 'e.g. https://acme.com/quote/42',
  description: 'Address of a page that the post links to',
};

const POST_LINK_NAME: INodeProperties = {
  displayName: 'Link Name',
  name: 'linkName',
  type: 'string',
  default: '',
  description: 'What the post shows in place of the Link URL',
};

const POST_FILES: INodeProperties = {
  displayName: 'Files',
  name: 'feedFiles',
  type: 'string',
  default: '',
  placeholder: 'e.g. 0695g00000AbCdEAAV',
  description: 'IDs of Salesforce Files to attach (ContentDocument), separated by commas',
};

const COMMENT_FILE: INodeProperties = {
  ...POST_FILES,
  displayName: 'File',
  description: 'ID of a Salesforce File to attach (ContentDocument)',
};

const DEFAULT_VISIBILITY = '';

const POST_VISIBILITY: INodeProperties = {
  displayName: 'Visibility',
  name: 'feedVisibility',
  type: 'options',
  default: DEFAULT_VISIBILITY,
  description: 'Who of those with access to the feed sees the post',
  options: [
    { name: 'All Users', value: 'AllUsers', description: 'Also the users of Experience Cloud sites' },
    { name: 'Default', value: DEFAULT_VISIBILITY, description: 'What Salesforce sets for the feed' },
    { name: 'Internal Users', value: 'InternalUsers', description: 'Only the company’s own users' },
  ],
};

export const postProperties: readonly INodeProperties[] = [POST_TO, FEED_TEXT, MENTION];
export const POST_OPTIONS: readonly INodeProperties[] = [
  experienceSite,
  POST_FILES,
  POST_LINK_NAME,
  POST_LINK_URL,
  POST_VISIBILITY,
  ...PACE_OPTIONS,
];
export const commentProperties: readonly INodeProperties[] = [POST_ID, FEED_TEXT, MENTION];
export const COMMENT_OPTIONS: readonly INodeProperties[] = [experienceSite, COMMENT_FILE, ...PACE_OPTIONS];

/** What posts or comments must have in common to be sent together. */
export function readFeedSettings(form: FormValues): FeedSettings {
  return { ...readPace(form), ...readExperienceSite(form) };
}

/** @throws AdvisedError for what Salesforce would not take */
export function readPost(form: FormValues): Omit<FeedPost, 'index'> {
  const link = { url: readText(form, POST_LINK_URL, 'options'), name: readText(form, POST_LINK_NAME, 'options') };
  const fileIds = readPostFiles(form, POST_FILES);
  const hasLink = link.url !== '' || link.name !== '';
  if (hasLink) checkLink(link);
  const visibility = readOption<NonNullable<FeedPost['visibility']> | ''>(form, POST_VISIBILITY, 'options');
  return {
    subjectId: readSubject(form, POST_TO),
    ...readFeedMessage(form, hasLink || fileIds.length > 0),
    ...(hasLink ? { link } : {}),
    fileIds,
    ...(visibility === '' ? {} : { visibility }),
  };
}

export function readComment(form: FormValues): FeedMessage & { readonly postId: string; readonly fileId?: string } {
  const [fileId, ...more] = readPostFiles(form, COMMENT_FILE);
  if (more.length > 0)
    throw feedProblem('File', 'a comment has one file.', 'Attach the other files to other comments.');
  return {
    postId: readPostId(form),
    ...readFeedMessage(form, fileId !== undefined),
    ...(fileId === undefined ? {} : { fileId }),
  };
}

function feedProblem(field: string, problem: string, action: string): AdvisedError {
  return new AdvisedError(`${field}: ${problem}`, { field, actions: [action] });
}

function readSubject(form: FormValues, { name, displayName }: INodeProperties): string {
  return recordId(locatorText(form.param(name), displayName), displayName);
}

function readPostId(form: FormValues): string {
  const { displayName, name } = POST_ID;
  const id = recordId(locatorText(form.param(name), displayName), displayName, [POST_PREFIX]);
  if (id.startsWith(POST_PREFIX)) return id;
  throw feedProblem(
    displayName,
    `“${id}” is not the ID of a post: those begin with ${POST_PREFIX}.`,
    'Use the ID that Feed > Post or Feed > Get Many returns.',
  );
}

function readFeedMessage(form: FormValues, hasMore: boolean): FeedMessage {
  const { displayName, name } = FEED_TEXT;
  const text = plainText(form.param<unknown>(name, ''), displayName);
  const mentions = idsIn(listIn(form.param<unknown>(MENTION.name, ''), MENTION.displayName), MENTION.displayName);
  if (text.trim() === '' && mentions.length === 0 && !hasMore) {
    throw feedProblem(displayName, 'there is nothing to say.', 'Enter a text.');
  }
  checkCharacters(text, () => displayName);
  // What counts less than Salesforce may count: it knows the names of those mentioned.
  const length = Array.from(text).length;
  if (length > LONGEST_FEED_TEXT) {
    throw feedProblem(
      displayName,
      `it has ${length} characters, and Salesforce takes ${LONGEST_FEED_TEXT}.`,
      'Shorten it, or attach it as a file.',
    );
  }
  if (mentions.length > MOST_MENTIONS) {
    throw feedProblem(
      MENTION.displayName,
      `these are ${mentions.length}, and Salesforce takes ${MOST_MENTIONS}.`,
      'Mention a group, or send several posts.',
    );
  }
  return { text, mentions };
}

function readPostFiles(form: FormValues, { displayName, name }: INodeProperties): string[] {
  const ids = idsIn(form.param<unknown>(`options.${name}`, ''), displayName, [DOCUMENT_PREFIX]);
  const wrong = ids.find((id) => !id.startsWith(DOCUMENT_PREFIX));
  if (wrong === undefined) return ids;
  throw feedProblem(
    displayName,
    `“${wrong}” is not the ID of a Salesforce File: those begin with ${DOCUMENT_PREFIX}.`,
    'Use the documentId that File > Upload or File > Get Many returns.',
  );
}

function checkLink({ url, name }: NonNullable<FeedPost['link']>): void {
  if (/^https?:\/\/\S+$/i.test(url) && URL.canParse(url)) return;
  const label = POST_LINK_URL.displayName;
  if (url === '') {
    throw feedProblem(
      POST_LINK_NAME.displayName,
      `there is no ${label} for the name ${show(name)}.`,
      `Enter a ${label}, or remove ${POST_LINK_NAME.displayName}.`,
    );
  }
  throw feedProblem(
    label,
    `${show(url)} is not the address of a page.`,
    'Enter a whole address that begins with https:// or http://.',
  );
}

const WHICH_FEED: INodeProperties = {
  displayName: 'Feed',
  name: 'feed',
  type: 'options',
  noDataExpression: true,
  default: 'subject',
  options: [
    { name: 'Company', value: 'company', description: 'What everybody in the company can see' },
    { name: 'News', value: 'news', description: 'What the signed-in user follows' },
    { name: 'Record, Group or User', value: 'subject', description: 'What was posted to one record, group or user' },
  ],
};

const FEED_OF: INodeProperties = {
  ...subjectLocator({
    displayName: 'Feed Of',
    description: 'The record, group or user that has the feed. The list has groups and users.',
  }),
  displayOptions: { show: { feed: ['subject'] } },
};

const LATEST_COMMENTS: INodeProperties = {
  displayName: 'Latest Comments',
  name: 'commentsPerPost',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 25 },
  default: 3,
  description: 'How many of its latest comments come with each post',
};

const FEED_SORT: INodeProperties = {
  displayName: 'Sort By',
  name: 'feedSort',
  type: 'options',
  default: 'CreatedDateDesc',
  description: 'Which posts come first',
  options: [
    { name: 'Latest Activity', value: 'LastModifiedDateDesc', description: 'Comments and changes count too' },
    { name: 'Latest Post', value: 'CreatedDateDesc' },
  ],
};

export const feedProperties: readonly INodeProperties[] = [WHICH_FEED, FEED_OF];
export const FEED_OPTIONS: readonly INodeProperties[] = [experienceSite, LATEST_COMMENTS, FEED_SORT];

export function readFeed(form: FormValues): Feed {
  const feed = readOption<'company' | 'news' | 'subject'>(form, WHICH_FEED);
  return feed === 'subject' ? { of: readSubject(form, FEED_OF) } : feed;
}

export function readFeedOptions(form: FormValues): Omit<FeedReading, 'limit'> {
  return {
    sort: readOption<FeedReading['sort']>(form, FEED_SORT, 'options'),
    comments: readWholeNumber(form, LATEST_COMMENTS, 'options'),
    ...readExperienceSite(form),
  };
}
