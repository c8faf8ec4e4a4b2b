import { afterAll } from '@jest/globals';
import { Container } from '@n8n/di';
import { SSHClientsManager } from 'n8n-core/dist/execution-engine/ssh-clients-manager';

/** Its timer holds the process in n8n 1, which a complete n8n ends itself. */
afterAll(() => Container.get(SSHClientsManager).onShutdown());
