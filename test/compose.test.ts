import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { environment, variableNames, variables } from '../packages/engine/src/config-schema.ts';
import { loadConfig } from '../packages/engine/src/config.ts';
import { healthRoutes } from '../packages/engine/src/api/health.ts';
import { Registry } from 'prom-client';

type Service = {
  image?: string;
  build?: string;
  user?: string;
  command?: string[];
  entrypoint?: string[];
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string | number>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
};

const root = fileURLToPath(new URL('../', import.meta.url));
const source = read('docker-compose.yml');
const compose = parse(source, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const { services } = compose;
const jobs = ['mongodb-setup', 'temporal-schema', 'temporal-namespace'];
const engines = ['api', 'worker'] as const;

/** A file as `.env` would be, with every variable of the example filled in that must be. */
const filledIn = {
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  THROUGHLINE_PUBLIC_URL: 'https://support.example.com',
  MONGODB_ROOT_PASSWORD: 'one',
  MONGODB_PASSWORD: 'two',
  POSTGRES_PASSWORD: 'three',
  MONGODB_REPLICA_SET_KEY: 'four',
};

describe('docker-compose.yml', () => {
  test('has the services of a production', () => {
    const expected = ['api', 'worker', 'mongodb', 'postgres', 'temporal', 'temporal-ui', 'chroma', ...jobs];
    expect(Object.keys(services).toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  test('every service that stays has a health check and starts again', () => {
    const staying = Object.entries(services).filter(([name]) => !jobs.includes(name));
    for (const [name, { healthcheck, restart }] of staying) {
      expect([healthcheck?.test[0], restart], name).toEqual(['CMD', 'unless-stopped']);
    }
  });

  test('every job ends', () => {
    for (const job of jobs) expect(services[job]?.restart, job).toMatch(/^on-failure/);
  });

  test('what a service waits for is there, and healthy or done', () => {
    for (const [name, { depends_on = {} }] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const fits = jobs.includes(other) ? 'service_completed_successfully' : 'service_healthy';
        expect([name, other, condition]).toEqual([name, other, services[other] && fits]);
      }
    }
  });

  test('images have versions', () => {
    for (const [name, { image }] of Object.entries(services)) expect(image, name).toMatch(/:\d+(\.\d+)*$/);
  });

  test('named volumes are declared, mounted folders exist', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    const folders = mounted.filter((from) => from.startsWith('./'));
    const named = new Set(mounted.filter((from) => !from.startsWith('./')));
    for (const folder of folders) expect(readdirSync(root + folder).length, folder).toBeGreaterThan(0);
    expect([...named].toSorted(byName)).toEqual(Object.keys(compose.volumes).toSorted(byName));
  });

  test('scripts that services run are mounted', () => {
    for (const [name, { entrypoint = [], command = [], volumes = [] }] of Object.entries(services)) {
      const scripts = [...entrypoint, ...command].join(' ').match(/\/deploy\/[\w.-]+/g) ?? [];
      for (const script of scripts) {
        const folder = volumes.find((volume) => volume.includes(':/deploy'))?.split(':')[0];
        expect(readdirSync(`${root}${folder}`), name).toContain(script.slice('/deploy/'.length));
      }
    }
  });
});

describe('the engine in docker-compose.yml', () => {
  test.each(engines)('%s: every variable is one that the engine reads, every required one is set', (name) => {
    const set = Object.keys(services[name]?.environment ?? {});
    expect(set.filter((variable) => !variableNames.includes(variable))).toEqual([]);
    const required = variableNames.filter(
      (variable) =>
        !environment.shape[variable as keyof typeof environment.shape].safeParse(undefined).success,
    );
    expect(required).toContain('THROUGHLINE_MASTER_KEY');
    expect(required.filter((variable) => !set.includes(variable))).toEqual([]);
  });

  test.each(engines)('%s: every variable that a user may fill in reaches it', (name) => {
    const set = Object.keys(services[name]?.environment ?? {});
    const left = variableNames.filter((variable) => !set.includes(variable));
    // Of a Temporal elsewhere, of the image itself, and of stand-ins of providers.
    expect(left.toSorted(byName)).toEqual([
      'EMAIL_LISTEN_HOST',
      'META_BASE_URL',
      'PLIVO_BASE_URL',
      'TELEGRAM_BASE_URL',
      'THROUGHLINE_EMBEDDING_MODEL_DIR',
      'THROUGHLINE_HOST',
      'THROUGHLINE_TEMPORAL_API_KEY',
      'THROUGHLINE_TEMPORAL_TASK_QUEUE',
      'THROUGHLINE_TEMPORAL_TLS_CA',
      'THROUGHLINE_TEMPORAL_TLS_CERT',
      'THROUGHLINE_TEMPORAL_TLS_KEY',
      'TWILIO_BASE_URL',
    ]);
  });

  test('the page of e-mail says how its port and its certificate come in', () => {
    const page = read('docs/channels/email.md');
    const [, snippet = ''] = /^```yaml\n([^]*?)^```/m.exec(page) ?? [];
    const more = parse(snippet) as { services: { api: { ports: string[]; volumes: string[] } } };
    const port = /^EMAIL_LISTEN_PORT=(\d+)/m.exec(page)?.[1];
    const folder = /^EMAIL_TLS_CERT=(\/\w+)\//m.exec(page)?.[1];
    expect(more.services.api.ports).toEqual([`25:${port}`]);
    expect(more.services.api.volumes).toEqual([`./certs:${folder}:ro`]);
  });

  test.each(engines)('%s: the configuration that results is valid', (name) => {
    const loaded = loadConfig(resolved(services[name]?.environment ?? {}, filledIn));
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        temporal: { address: 'temporal:7233', namespace: 'throughline' },
        chroma: { url: 'http://chroma:8000' },
        publicUrl: 'https://support.example.com',
        port: 8080,
      },
    });
  });

  test('addresses name services of the file', () => {
    const { environment: env = {} } = services['api'] ?? {};
    const hosts = [
      String(env['THROUGHLINE_TEMPORAL_ADDRESS']).split(':')[0],
      new URL(String(env['THROUGHLINE_CHROMA_URL'])).hostname,
      /@([\w-]+):27017/.exec(String(env['THROUGHLINE_MONGODB_URL']))?.[1],
    ];
    expect(hosts).toEqual(['temporal', 'chroma', 'mongodb']);
    for (const host of hosts) expect(services).toHaveProperty(host ?? '');
  });

  test('commands are commands of the program, and the published port is the one listened on', () => {
    for (const name of engines) {
      expect(services[name]?.command).toEqual([name]);
      expect(read(`packages/engine/src/cli/${name}.ts`)).toContain(`.command('${name}')`);
    }
    const port = services['api']?.environment?.['THROUGHLINE_PORT'];
    expect(services['api']?.ports).toEqual([`\${API_PORT:-8080}:${port}`]);
    expect(read('Dockerfile')).toContain(`EXPOSE ${port}`);
  });

  test('the namespace of the job and of the engine are one', () => {
    const job = services['temporal-namespace']?.environment?.['TEMPORAL_NAMESPACE'];
    expect(services['worker']?.environment?.['THROUGHLINE_TEMPORAL_NAMESPACE']).toBe(job);
    expect(services['mongodb-setup']?.environment?.['ENGINE_DATABASE']).toBe(
      services['api']?.environment?.['THROUGHLINE_MONGODB_DATABASE'],
    );
  });

  test('health paths are routes of the API, and the heartbeat that the API itself asks Chroma for', () => {
    const paths = healthRoutes({ checks: [], registry: new Registry() }).map(({ path }) => path);
    const asked = /127\.0\.0\.1:8080(\/\w+)/.exec(services['api']?.healthcheck?.test.join(' ') ?? '')?.[1];
    expect(paths).toContain(asked);
    const heartbeat = /GET (\S+) HTTP/.exec(services['chroma']?.healthcheck?.test.join(' ') ?? '')?.[1];
    expect(heartbeat).toMatch(/^\/api\//);
    expect(read('packages/engine/src/api/run-api.ts')).toContain(heartbeat);
  });
});

describe('secrets of docker-compose.yml', () => {
  const used = [...source.matchAll(/\$\{(\w+)(:[-?])?([^}]*)\}/g)].map(([, name = '', mode, rest]) => ({
    name,
    mode,
    rest,
  }));
  const secret = (name: string) => /PASSWORD|PWD|KEY|SECRET/.test(name);

  test('have no default: they are required, or off when empty', () => {
    expect(used.filter(({ name }) => secret(name)).length).toBeGreaterThan(5);
    const withDefault = used.filter(({ name, mode, rest }) => secret(name) && mode === ':-' && rest !== '');
    expect(withDefault).toEqual([]);
    expect(used.filter(({ mode }) => mode === undefined)).toEqual([]);
    for (const name of Object.keys(filledIn)) {
      expect(used.filter((use) => use.name === name && use.mode !== ':?')).toEqual([]);
    }
  });

  test('are never written out: a password is always a reference', () => {
    const set = Object.entries(services).flatMap(([service, { environment: env = {} }]) =>
      Object.entries(env).map(([variable, value]) => ({ service, variable, value: String(value) })),
    );
    const secrets = set.filter(({ variable }) => variables[variable]?.secret ?? secret(variable));
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter(({ value }) => !value.includes('${'))).toEqual([]);
  });

  test('.env.example lists every variable once, with nothing filled in', () => {
    const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)];
    expect(listed.map(([, name]) => name).toSorted(byName)).toEqual(
      [...new Set(used.map(({ name }) => name))].toSorted(byName),
    );
    expect(listed.filter(([, , value]) => value !== '')).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  test('runs on glibc as somebody else than root, in UTC', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:20-\w+-slim$/m);
    expect(dockerfile.match(/^FROM \S+/gm)).toEqual([
      'FROM ${NODE_IMAGE}',
      'FROM ${NODE_IMAGE}',
      'FROM ${NODE_IMAGE}',
    ]);
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/TZ=UTC/);
  });

  test('copies what is there', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, files = '']) =>
      files.split(/\s+/).slice(0, -1),
    );
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) expect(() => read(path), path).not.toThrow(/ENOENT/);
  });

  test('has what fetches the embedding model where its hub is out of reach, and puts it where the engine looks', () => {
    const installed = /install -y --no-install-recommends ([^\n\\]+)/
      .exec(dockerfile)?.[1]
      ?.trim()
      .split(/\s+/);
    expect(installed).toEqual(['ca-certificates', 'maven']);
    const [, folder] = /fetch-embedding-model\.ts (\S+)/.exec(dockerfile) ?? [];
    expect(dockerfile).toContain(`THROUGHLINE_EMBEDDING_MODEL_DIR=${folder}\n`);
    expect(dockerfile).toContain(`COPY --from=build ${folder} ${folder}\n`);
  });

  test('knows every workspace', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { link?: true; resolved?: string }>;
    };
    const workspaces = Object.values(lock.packages).flatMap(({ link, resolved }) =>
      link && resolved ? [resolved] : [],
    );
    expect(workspaces.length).toBeGreaterThan(3);
    for (const workspace of workspaces)
      expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });
});

function read(path: string): string {
  try {
    return readFileSync(root + path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return '';
    throw error;
  }
}

/** As compose fills in variables: `${NAME:-default}` and `${NAME:?text}`. */
function resolved(
  env: Record<string, string | number>,
  from: Record<string, string>,
): Record<string, string> {
  const fill = (value: string) =>
    value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, mode: string, rest: string) => {
      const found = from[name];
      if (found === undefined && mode === '?') throw new Error(`${name} is required`);
      return found ?? rest;
    });
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(String(value))]));
}

function byName(a = '', b = ''): number {
  return a < b ? -1 : 1;
}
