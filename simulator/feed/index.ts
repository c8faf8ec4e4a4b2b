export { Feeds } from './feeds';
export {
  everyFeed,
  getComments,
  getFeedElement,
  inSite,
  listSites,
  postComment,
  postFeedElement,
  postFeedElements,
  profileFeed,
  recordFeed,
} from './resources';
