/** Reads a parameter of a form or a query string; an empty one counts as absent, of a repeated one the first counts. */
export type Params = (name: string) => string | undefined;

export function paramsOf(...sources: unknown[]): Params {
  const values = new Map<string, string>();
  for (const source of sources) {
    if (typeof source !== 'object' || source === null) continue;
    for (const [name, given] of Object.entries(source)) {
      const value: unknown = Array.isArray(given) ? given[0] : given;
      if (typeof value === 'string' && value !== '' && !values.has(name)) values.set(name, value);
    }
  }
  return (name) => values.get(name);
}

/** Consumer key and secret, from the form or from HTTP Basic (RFC 6749, 2.3.1). */
export function clientCredentials(
  params: Params,
  authorization: string | undefined,
): { clientId: string | undefined; clientSecret: string | undefined } {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { clientId: params('client_id'), clientSecret: params('client_secret') };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':').map(formDecode);
  return { clientId: id, clientSecret: secret.join(':') };
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
