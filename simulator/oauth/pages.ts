const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character);

const STYLE = `
:root { color-scheme: light dark; --ink: #16325c; --page: #f3f6fb; --card: #fff; --line: #8a97ab; --blue: #0b5cab }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eef8; --page: #0d1726; --card: #16243a; --line: #7f8fa9; --blue: #78b0fd }
}
* { box-sizing: border-box }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main { width: min(100%, 25rem); background: var(--card); border-radius: .75rem; padding: 2rem;
  box-shadow: 0 .25rem 1.5rem #0003 }
svg { display: block; margin: 0 auto 1rem; color: var(--blue) }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .75rem; text-align: center }
label { display: block; margin: 1rem 0 .25rem }
input { width: 100%; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .375rem }
button { width: 100%; margin-top: 1rem; padding: .625rem; font: inherit; font-weight: 600; cursor: pointer;
  border: 1px solid var(--blue); border-radius: .375rem; background: var(--blue); color: var(--card) }
button.quiet { background: transparent; color: var(--blue) }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
[role=alert] { border-left: .25rem solid #d4351c; margin: 0; padding: .5rem .75rem; background: #d4351c1a }
small { display: block; margin-top: 1.5rem; text-align: center; opacity: .8 }
`;

/** A cloud of our own drawing. */
const CLOUD = `<svg width="64" height="44" viewBox="0 0 64 44" fill="currentColor" aria-hidden="true">
<path d="M18 44a15 15 0 0 1-3-29.7A19 19 0 0 1 50.6 17 13.6 13.6 0 0 1 49 44z"/></svg>`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} | Simulated org</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${CLOUD}
<h1>${escape(title)}</h1>
${content}
<small>A simulated org, for development and tests</small>
</main>
</body>
</html>
`;
}

const hidden = (request: string) => `<input type="hidden" name="request" value="${escape(request)}">`;

/** What each scope lets an app do, in a user's words. */
const SCOPES = new Map([
  ['api', 'Read and change your data through the API'],
  ['email', 'Know your email address'],
  ['full', 'Do everything that you can do'],
  ['id', 'Know who you are'],
  ['offline_access', 'Do so at any time, also when you are away'],
  ['openid', 'Recognize you'],
  ['profile', 'Know your name and language'],
  ['refresh_token', 'Do so at any time, also when you are away'],
  ['web', 'Use your data in web pages'],
]);

export function loginPage({ request, username, error }: { request: string; username: string; error?: string }): string {
  return page(
    'Log in',
    `
${error === undefined ? '' : `<p role="alert" id="error">${escape(error)}</p>`}
<form method="post" action="/services/oauth2/login">
${hidden(request)}
<label for="username">Username</label>
<input id="username" name="username" type="text" value="${escape(username)}" autocomplete="username"
 autocapitalize="none" spellcheck="false" required ${username === '' ? 'autofocus' : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 required ${username === '' ? '' : 'autofocus'}>
<button type="submit">Log in</button>
</form>`,
  );
}

/** Asks whether the app may. */
export function consentPage({
  request,
  appName,
  username,
  scopes,
}: {
  request: string;
  appName: string;
  username: string;
  scopes: readonly string[];
}): string {
  const wants = new Set(scopes.map((scope) => SCOPES.get(scope) ?? scope));
  return page(
    'Allow access?',
    `
<p><strong>${escape(appName)}</strong> is asking to:</p>
<ul>${[...wants].map((want) => `<li>${escape(want)}</li>`).join('')}</ul>
<p>You are logged in as ${escape(username)}.</p>
<form method="post" action="/services/oauth2/consent">
${hidden(request)}
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="quiet">Deny</button>
</form>`,
  );
}

/** For errors that must not be sent to the address the request named. */
export function errorPage(error: string, description: string): string {
  return page(
    'The app cannot be connected',
    `
<p role="alert">${escape(description)}</p>
<p>Error code: <code>${escape(error)}</code></p>`,
  );
}
