'use strict';

const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const DIST = path.join(__dirname, 'dist');
const SHARED = path.join(DIST, 'connector.js');
const NOTICES = path.join(DIST, 'THIRD_PARTY_LICENSES.txt');

/** What n8n loads, as package.json names it: a class is called like its file, up to the first dot. */
const ENTRIES = Object.values(require('./package.json').n8n)
  .filter(Array.isArray)
  .flat()
  .map((file) => ({
    file: path.join(__dirname, file),
    source: file.replace(/^dist\//, './').replace(/\.js$/, '.ts'),
    className: path.basename(file).split('.')[0],
  }));

async function clean() {
  rmSync(DIST, { recursive: true, force: true });
}

async function typecheck() {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit'], { stdio: 'inherit' });
}

/**
 * n8n installs a package without its dependencies: whatever the entries need is bundled. All of them share one file, so
 * that each class and each cache is there once, however many nodes and credentials there are.
 */
async function bundle() {
  const contents = ENTRIES.map(({ className, source }) => `export { ${className} } from '${source}';`).join('\n');
  const { metafile } = await esbuild.build({
    metafile: true,
    stdin: { contents, resolveDir: __dirname, sourcefile: 'connector.ts' },
    outfile: SHARED,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // n8n brings its own.
    external: ['n8n-workflow'],
    legalComments: 'eof',
    charset: 'utf8',
  });
  writeFileSync(NOTICES, bundledPackages(metafile).map(noticeOf).join('\n'));
  for (const { className, file } of ENTRIES) {
    mkdirSync(path.dirname(file), { recursive: true });
    const shared = path.relative(path.dirname(file), SHARED).replaceAll(path.sep, '/');
    writeFileSync(file, `'use strict';\n\nexports.${className} = require('${shared}').${className};\n`);
  }
}

/** The folders of the packages that have code in the bundle. */
function bundledPackages({ outputs }) {
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = modules.map((module) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** A package's own licence, which its copies must be handed on with. */
function noticeOf(folder) {
  const { author, license, name, version } = require(`./${folder}/package.json`);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  if (texts.length === 0 && license === 'MIT' && typeof author === 'string') texts.push(mitLicenseOf(author));
  if (texts.length === 0) throw new Error(`${name} is bundled and has no licence file.`);
  return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}

/** For a package that names its licence but leaves its text out: the MIT License is the same for everybody but its holder. */
function mitLicenseOf(author) {
  const own = readFileSync(path.join(__dirname, 'LICENSE.md'), 'utf8');
  return `MIT License\n\nCopyright (c) ${author}\n\n${own.slice(own.indexOf('Permission is hereby')).trim()}`;
}

function assets() {
  return src(['nodes/**/*.{svg,json}', 'credentials/**/*.{svg,json}'], { base: __dirname, encoding: false }).pipe(
    dest(DIST),
  );
}

/** What the package weighs, and what n8n's start-up pays for it: all entries are loaded in a process of their own. */
async function report() {
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const kilobytes = files.map(({ parentPath, name }) => statSync(path.join(parentPath, name)).size / 1024);
  const script =
    `require('n8n-workflow'); const t = performance.now(); ${JSON.stringify(ENTRIES.map(({ file }) => file))}` +
    '.forEach((file) => require(file)); process.stdout.write(String(performance.now() - t))';
  const milliseconds = Number(execFileSync(process.execPath, ['-e', script], { cwd: __dirname }));
  console.log(
    `dist: ${files.length} files, ${kilobytes.reduce((sum, size) => sum + size).toFixed(0)} KB, ` +
      `${(statSync(SHARED).size / 1024).toFixed(0)} KB of it shared; ` +
      `${ENTRIES.length} entries load in ${milliseconds.toFixed(1)} ms`,
  );
}

exports.clean = clean;
exports.typecheck = typecheck;
exports.bundle = series(clean, parallel(bundle, assets));
exports.build = series(typecheck, clean, parallel(bundle, assets), report);
exports.default = exports.build;
