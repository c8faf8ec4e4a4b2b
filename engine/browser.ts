import axios from 'axios';
import { load } from 'cheerio';

const LONGEST_CHAIN = 10;

/** The one form of a page: what would be sent, and its buttons. */
export interface PageForm {
  action: string;
  method: 'GET' | 'POST';
  /** Names and values of its fields, buttons left out. */
  fields: Record<string, string>;
  /** Names of the fields, by their type. */
  passwordField: string | undefined;
  textField: string | undefined;
  /** `name` and `value` are what a click on the button sends. */
  buttons: { text: string; name: string; value: string }[];
}

/**
 * As much of a browser as signing in needs: it keeps cookies, follows redirects and sends forms. It stops at the first
 * redirect to the callback, which it does not open.
 */
export class Browser {
  /** Cookies by origin. */
  private readonly jars = new Map<string, Map<string, string>>();
  private url = '';
  private html = '';

  constructor(private readonly callback: string) {}

  /**
   * Opens an address.
   * @returns where it was sent, once that is the callback; `undefined` while a page is open
   */
  async open(url: string): Promise<string | undefined> {
    return await this.visit('GET', url);
  }

  /** Sends the form of the open page, with a button pressed when it has any. */
  async submit(
    { action, method, fields }: PageForm,
    values: Record<string, string>,
    button?: PageForm['buttons'][number],
  ): Promise<string | undefined> {
    const pressed = button === undefined || button.name === '' ? {} : { [button.name]: button.value };
    const body = new URLSearchParams({ ...fields, ...values, ...pressed }).toString();
    if (method === 'POST') return await this.visit('POST', action, body);
    return await this.visit('GET', `${action.replace(/\?.*$/, '')}?${body}`);
  }

  /** The open page's words. */
  text(): string {
    const page = load(this.html);
    page('script, style, title').remove();
    return page.root().text().replace(/\s+/g, ' ').trim();
  }

  form(): PageForm | undefined {
    const page = load(this.html);
    const form = page('form').first();
    if (form.length === 0) return undefined;
    const fields: Record<string, string> = {};
    for (const field of form.find('input[name]:not([type=submit]):not([type=button])').toArray()) {
      fields[String(page(field).attr('name'))] = String(page(field).val() ?? '');
    }
    const buttons = form
      .find('button, input[type=submit]')
      .toArray()
      .map((element) => {
        const button = page(element);
        const value = button.attr('value') ?? '';
        return { text: button.text().trim() || value, name: button.attr('name') ?? '', value };
      });
    return {
      action: new URL(form.attr('action') ?? '', this.url).href,
      method: form.attr('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
      fields,
      passwordField: form.find('input[type=password]').attr('name'),
      textField: form.find('input[type=text], input[type=email], input:not([type])').attr('name'),
      buttons,
    };
  }

  private async visit(method: 'GET' | 'POST', url: string, body?: string): Promise<string | undefined> {
    let step: { method: 'GET' | 'POST'; url: string; body?: string } = {
      method,
      url,
      ...(body === undefined ? {} : { body }),
    };
    for (let hops = 0; hops < LONGEST_CHAIN; hops += 1) {
      if (step.url.startsWith(this.callback)) return step.url;
      const location = await this.request(step);
      if (location === undefined) return undefined;
      step = { method: 'GET', url: new URL(location, step.url).href };
    }
    throw new Error(`${url} redirects endlessly.`);
  }

  /** @returns where the answer redirects to, if it does; otherwise its page is open */
  private async request({
    method,
    url,
    body,
  }: {
    method: string;
    url: string;
    body?: string;
  }): Promise<string | undefined> {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    const response = await axios.request<string>({
      method,
      url,
      data: body,
      headers: {
        Accept: 'text/html',
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      maxRedirects: 0,
      responseType: 'text',
      validateStatus: () => true,
    });
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [pair = ''] = cookie.split(';');
      const separator = pair.indexOf('=');
      jar.set(pair.slice(0, separator), pair.slice(separator + 1));
    }
    const location: unknown = response.headers['location'];
    if (response.status >= 300 && response.status < 400 && typeof location === 'string') return location;
    this.url = url;
    this.html = response.data;
    return undefined;
  }
}
