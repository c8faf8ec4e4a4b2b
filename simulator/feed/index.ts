export { Feeds } from './feeds';
export {
  everyFeed,
  getComments,
  getFeedElement,
  postComment,
  postFeedElement,
  postFeedElements,
  profileFeed,
  recordFeed,
} from './resources';
