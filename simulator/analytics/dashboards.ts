import { idOf } from '../data/ids';
import { organizationId } from '../data/seed/context';

/** A part of a dashboard: what it shows of a report. */
export interface DashboardComponent {
  readonly id: string;
  readonly reportId: string;
  readonly title: string;
  readonly visualizationType: string;
  /** Why it has no data. */
  readonly error?: { readonly errorCode: string; readonly errorMessage: string; readonly errorSeverity: string };
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/analytics_api_dashboard_results_resource.htm */
export interface DashboardDefinition {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description?: string;
  readonly folderId: string;
  readonly components: readonly DashboardComponent[];
}

const component = (number: number, report: number, title: string, visualizationType: string): DashboardComponent => ({
  id: idOf('01a', number),
  reportId: idOf('00O', report),
  title,
  visualizationType,
});

/** The dashboards that the sample org has. */
export const DASHBOARDS: readonly DashboardDefinition[] = [
  {
    id: idOf('01Z', 1),
    name: 'Sales Overview',
    developerName: 'Sales_Overview',
    folderId: organizationId,
    components: [
      component(1, 2, 'Amount by Stage', 'Column'),
      component(2, 3, 'Pipeline', 'Line'),
      component(3, 1, 'Open Opportunities', 'Metric'),
    ],
  },
  {
    id: idOf('01Z', 2),
    name: 'Team Overview',
    developerName: 'Team_Overview',
    description: 'Contacts by department',
    folderId: organizationId,
    components: [
      component(4, 5, 'Departments', 'Column'),
      {
        ...component(5, 7, 'Contacts and Opportunities', 'Table'),
        error: {
          errorCode: '200',
          errorMessage: 'The source report must be a summary or matrix report.',
          errorSeverity: 'Error',
        },
      },
    ],
  },
];
