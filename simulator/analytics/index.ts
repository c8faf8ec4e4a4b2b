export { Analytics, type AnalyticsSettings, analyticsSettingsSchema } from './analytics';
export {
  dashboardStatus,
  describeDashboard,
  getComponents,
  getDashboard,
  recentDashboards,
  refreshDashboard,
} from './dashboardResources';
export {
  describeReport,
  recentReports,
  reportInstance,
  reportInstances,
  runReport,
  startReport,
} from './reportResources';
