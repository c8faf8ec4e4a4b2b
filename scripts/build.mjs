/** Loaded first by a tool that builds the package it uses, unless it is only asked what it does. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

if (!process.argv.includes('--help')) {
  const gulp = path.join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
  const { status } = spawnSync(process.execPath, [gulp, 'build', '--silent'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
