'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take more than eight seconds, longest first: none of them is to run alone at the end, when nothing else is left. */
const LONG = [
  'engine/faults',
  'hostile/time',
  'engine/pollTrigger',
  'contract/apex',
  'engine/bulk',
  'hostile/writes',
  'engine/reads',
  'nodes/operations/ways',
  'engine/eventTrigger',
  'nodes/operations/asTool',
  'engine/outboundMessageTrigger',
  'engine/hostile',
  'scripts/editor',
  'nodes/host/renewedElsewhere',
  'nodes/operations/emptyValues',
].map((file) => `/test/${file}.test.ts`);

/** Jest knows how long a file took when it has run it before; in a new clone it starts with the largest file. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const ranked = super.sort([...tests]).map((test) => {
      const rank = LONG.findIndex((file) => test.path.replaceAll('\\', '/').endsWith(file));
      return { test, rank: rank === -1 ? LONG.length : rank };
    });
    return ranked.sort((one, other) => one.rank - other.rank).map(({ test }) => test);
  }
};
module.exports.LONG = LONG;
