export { Analytics, type AnalyticsSettings, analyticsSettingsSchema } from './analytics';
export {
  describeReport,
  recentReports,
  reportInstance,
  reportInstances,
  runReport,
  startReport,
} from './reportResources';
