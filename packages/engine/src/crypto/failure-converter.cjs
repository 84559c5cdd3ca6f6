// Plain CommonJS: clients and workers load it by `require`, and the workflow bundle takes it in as it is.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Error messages and stack traces can quote what somebody said: they become payloads too, which the codec seals. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
