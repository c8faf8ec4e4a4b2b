import axios, { type AxiosResponse } from 'axios';

/** Form fields of a page: the names and values of its inputs, and where it posts to. */
export interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

export function formIn(html: string): Form {
  const inputs = html.match(/<input[^>]*>/g) ?? [];
  return {
    action: attribute(/<form[^>]*>/.exec(html)?.[0] ?? '', 'action'),
    fields: Object.fromEntries(inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')])),
  };
}

const browser = axios.create({ maxRedirects: 0, validateStatus: () => true, responseType: 'text' });

export const visit = (url: string): Promise<AxiosResponse<string>> => browser.get<string>(url);

/** Fills in the form of a page and sends it, as a browser without scripts does. */
export function submit(page: AxiosResponse<string>, values: Readonly<Record<string, string>>) {
  const { action, fields } = formIn(page.data);
  const url = new URL(action, page.config.url);
  return browser.post<string>(url.href, new URLSearchParams({ ...fields, ...values }), {});
}

/** Where a page sends the browser next. */
export const destination = (page: AxiosResponse<string>): URL => new URL(String(page.headers['location']));

/** Logs in and allows, as a user does; answers the callback's address with what the org added to it. */
export async function approve(authorizationUrl: string, user: { username: string; password: string }): Promise<URL> {
  const consent = await submit(await visit(authorizationUrl), user);
  if (consent.status === 302) return destination(consent);
  return destination(await submit(consent, { decision: 'allow' }));
}
