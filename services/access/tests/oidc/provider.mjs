// A real OpenID Connect provider for the tests: whoever names an account in its forms is that account.
// Settings come as one JSON argument; its address is written to the first line of the output.
import { createServer } from 'node:https';
import { Provider } from 'oidc-provider';
import { generateKeyPair, exportJWK } from 'jose';

const settings = JSON.parse(process.argv[2]);
const { privateKey } = await generateKeyPair(settings.algorithm, { extractable: true });
const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: settings.algorithm };

const provider = new Provider(settings.issuer, {
  clients: [{
    client_id: settings.client_id,
    client_secret: settings.client_secret,
    redirect_uris: [settings.redirect_uri],
    id_token_signed_response_alg: settings.algorithm,
  }],
  jwks: { keys: [key] },
  cookies: { keys: ['only for tests'] },
  pkce: { methods: ['S256'], required: () => true },
  ttl: { IdToken: 120, AccessToken: 120, AuthorizationCode: 60, Interaction: 600, Session: 600, Grant: 600 },
});

const { port } = new URL(settings.issuer);
const server = settings.tls ? createServer(settings.tls, provider.callback()) : provider;
const running = server.listen(port, '127.0.0.1', () => console.log(settings.issuer));
// The test that started it holds its input open; when that ends, so does this.
process.stdin.resume().on('end', () => { running.closeAllConnections(); process.exit(0); });
