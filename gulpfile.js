'use strict';

const { execFileSync } = require('node:child_process');
const { readdirSync, rmSync, statSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const DIST = path.join(__dirname, 'dist');
const ENTRIES = Object.values(require('./package.json').n8n)
  .filter(Array.isArray)
  .flat()
  .map((file) => file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));

async function clean() {
  rmSync(DIST, { recursive: true, force: true });
}

async function typecheck() {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit'], { stdio: 'inherit' });
}

/** n8n installs a package without its dependencies: whatever an entry file needs is bundled into it. */
async function bundle() {
  await esbuild.build({
    entryPoints: ENTRIES,
    outdir: DIST,
    outbase: __dirname,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // n8n brings its own.
    external: ['n8n-workflow'],
    legalComments: 'eof',
    charset: 'utf8',
  });
}

function assets() {
  return src(['nodes/**/*.{svg,json}', 'credentials/**/*.{svg,json}'], { base: __dirname, encoding: false }).pipe(
    dest(DIST),
  );
}

/** What the package weighs, and what n8n's start-up pays for it: each entry is loaded in a process of its own. */
async function report() {
  const files = readdirSync(DIST, { recursive: true }).filter((file) => statSync(path.join(DIST, file)).isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(DIST, file)).size, 0);
  console.log(`dist: ${files.length} files, ${(bytes / 1024).toFixed(0)} KB`);
  for (const entry of ENTRIES) {
    const file = path.join(DIST, entry.replace(/\.ts$/, '.js'));
    const script =
      `require('n8n-workflow'); const t = performance.now(); require(${JSON.stringify(file)});` +
      'process.stdout.write(String(performance.now() - t))';
    const milliseconds = Number(execFileSync(process.execPath, ['-e', script], { cwd: __dirname }));
    console.log(
      `  ${entry.replace(/\.ts$/, '.js')}: ${(statSync(file).size / 1024).toFixed(0)} KB, loads in ${milliseconds.toFixed(1)} ms`,
    );
  }
}

exports.clean = clean;
exports.typecheck = typecheck;
exports.bundle = series(clean, parallel(bundle, assets));
exports.build = series(typecheck, clean, parallel(bundle, assets), report);
exports.default = exports.build;
