import { Browser } from './browser';

/** Who signs in, on Salesforce's own login page. */
export interface Person {
  username: string;
  password: string;
}

/**
 * Logs in and consents, whichever of the two is asked for, until the page sends the browser to the callback.
 * @returns the address that the browser was sent to, which is not opened
 * @throws with the page's own words when it refuses
 */
export async function consent(url: string, callback: string, person: Person): Promise<string> {
  const browser = new Browser(callback);
  let answer = await browser.open(url);
  let loggedIn = false;
  while (answer === undefined) {
    const form = browser.form();
    if (form === undefined) throw new Error(`The login page says: ${browser.text()}`);
    if (form.passwordField !== undefined && form.textField !== undefined) {
      if (loggedIn) throw new Error(`The login page says: ${browser.text()}`);
      loggedIn = true;
      const values = { [form.textField]: person.username, [form.passwordField]: person.password };
      answer = await browser.submit(form, values, form.buttons[0]);
    } else {
      const allow = form.buttons.find(({ text }) => /allow/i.test(text));
      if (allow === undefined) throw new Error(`The login page says: ${browser.text()}`);
      answer = await browser.submit(form, {}, allow);
    }
  }
  return answer;
}
