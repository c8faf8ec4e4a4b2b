/** What a post or a comment says. */
export interface FeedMessage {
  readonly text: string;
  /** IDs of users and groups, who are told; they stand before the text. */
  readonly mentions: readonly string[];
}

type Segment = { readonly type: 'Mention'; readonly id: string } | { readonly type: 'Text'; readonly text: string };

/** https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/quickreference_post_comment_or_feed_item_with_mentions.htm */
export const MOST_MENTIONS = 25;
/** Characters. https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element.htm */
export const LONGEST_FEED_TEXT = 10_000;

/** A message in segments. Salesforce adds no space behind a mention, and reads nothing in a text as one. */
export function messageBody({ text, mentions }: FeedMessage): { readonly messageSegments: readonly Segment[] } {
  const words = (some: string): Segment[] => (some === '' ? [] : [{ type: 'Text', text: some }]);
  const mentioned = mentions.flatMap((id): Segment[] => [{ type: 'Mention', id }, ...words(' ')]);
  return { messageSegments: [...mentioned, ...words(text)] };
}
