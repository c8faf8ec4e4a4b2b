'use strict';

// n8n loads the node and the credentials that package.json names under "n8n"; there is nothing else to export.
module.exports = {};
