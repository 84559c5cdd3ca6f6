// Plain CommonJS: clients and workers load it by `require`, and the workflow bundle takes it in as it is.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Metadata of the payloads that say what failed, by which the codec knows them. */
const ofFailure = 'throughline-of-failure';

/**
 * Error messages and stack traces can quote what somebody said: they become payloads too, which the codec seals. They are
 * marked, because a worker ends if it cannot encode why something failed, and so these must do without a key if there is none.
 */
class CaseFailureConverter extends DefaultFailureConverter {
  constructor() {
    super({ encodeCommonAttributes: true });
  }

  errorToFailure(error, payloadConverter, context) {
    const failure = super.errorToFailure(error, payloadConverter, context);
    for (let each = failure; each; each = each.cause) {
      const details = each.applicationFailureInfo ?? each.canceledFailureInfo;
      for (const payload of [each.encodedAttributes, ...(details?.details?.payloads ?? [])])
        if (payload) payload.metadata = { ...payload.metadata, [ofFailure]: Uint8Array.of(1) };
    }
    return failure;
  }
}

exports.ofFailure = ofFailure;
exports.failureConverter = new CaseFailureConverter();
