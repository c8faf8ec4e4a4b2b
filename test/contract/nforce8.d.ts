/** What the contract tests use of nforce8, which ships no types. */
declare module 'nforce8' {
  export interface OAuth {
    access_token: string;
    refresh_token?: string;
    instance_url: string;
    id: string;
    [name: string]: unknown;
  }

  export interface NforceRecord {
    get(field: string): unknown;
    set(field: string, value: unknown): void;
    getId(): string;
    setExternalId(field: string, value: string): void;
  }

  export interface NforceConnection {
    getAuthUri(options: { authEndpoint: string; scope?: string[]; state?: string }): string;
    authenticate(options: { code: string }): Promise<OAuth>;
    refreshToken(options: { oauth: OAuth }): Promise<OAuth>;
    insert(options: { sobject: NforceRecord; oauth: OAuth }): Promise<{ id: string; success: boolean }>;
    update(options: { sobject: NforceRecord; oauth: OAuth }): Promise<unknown>;
    upsert(options: { sobject: NforceRecord; oauth: OAuth }): Promise<{ id: string; created: boolean }>;
    delete(options: { sobject: NforceRecord; oauth: OAuth }): Promise<unknown>;
    getRecord(options: {
      sobject?: NforceRecord;
      type?: string;
      id?: string;
      fields?: string[];
      oauth: OAuth;
    }): Promise<NforceRecord>;
    getDescribe(options: { type: string; oauth: OAuth }): Promise<{ name: string; fields: { name: string }[] }>;
    getIdentity(options: { oauth: OAuth }): Promise<{ username: string }>;
    getLimits(options: { oauth: OAuth }): Promise<{ DailyApiRequests: { Max: number } }>;
    query(options: {
      query: string;
      fetchAll?: boolean;
      oauth: OAuth;
    }): Promise<{ totalSize: number; records: NforceRecord[] }>;
    queryAll(options: { query: string; oauth: OAuth }): Promise<{ totalSize: number; records: NforceRecord[] }>;
    createStreamClient(options: { oauth: OAuth }): {
      subscribe(options: { topic: string; replayId?: number }): {
        on(event: 'connect' | 'data' | 'error', listener: (data: unknown) => void): void;
      };
      disconnect(): void;
    };
    search(options: { search: string; oauth: OAuth }): Promise<{ searchRecords: { Name?: string }[] }>;
  }

  interface ConnectionOptions {
    clientId: string;
    clientSecret: string;
    redirectUri: string;
    loginUri: string;
    mode?: 'multi' | 'single';
  }

  const nforce: {
    createConnection(options: ConnectionOptions): NforceConnection;
    createSObject(type: string, fields?: Record<string, unknown>): NforceRecord;
  };
  export default nforce;
}
