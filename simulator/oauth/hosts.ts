import type { FastifyRequest } from 'fastify';

/**
 * The org answers under two names, told apart by the Host header as Salesforce's are: `localhost` is the login host
 * (login.salesforce.com), every other name, `127.0.0.1` above all, is the org's My Domain.
 */
export interface Hosts {
  /** Origin of the org's My Domain: `http://127.0.0.1:port`. Every instance_url names it. */
  readonly myDomain: string;
  /** Origin of the login host: `http://localhost:port`. Identity URLs name it. */
  readonly login: string;
}

/** Audiences of a JWT that every org takes. */
export const LOGIN_AUDIENCES: readonly string[] = ['https://login.salesforce.com', 'https://test.salesforce.com'];

export const isLoginHost = (request: FastifyRequest): boolean => request.hostname === 'localhost';

/** The one of the two that the request came to. */
export const hostOf = (request: FastifyRequest, hosts: Hosts): string =>
  isLoginHost(request) ? hosts.login : hosts.myDomain;
