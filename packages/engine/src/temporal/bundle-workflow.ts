import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { failureConverterPath } from '../crypto/data-converter.ts';

const caseWorkflowPath = fileURLToPath(new URL('../sandbox/case-workflow.ts', import.meta.url));

/**
 * What decides is pure, and holds nothing of a case (its caches are of expressions): it is loaded once for all cases of a
 * worker. Every other module is loaded anew for each case.
 */
const sharedPath = fileURLToPath(new URL('../sandbox/ledger.ts', import.meta.url));

/** The code that runs in the workflow sandbox: pure, without Node built-ins; a census test lists what is in it. */
export function bundleWorkflow(workflowsPath = caseWorkflowPath) {
  const logger = new DefaultLogger('WARN');
  return bundleWorkflowCode({
    ...{ workflowsPath, failureConverterPath, logger },
    preloadModules: [sharedPath],
    webpackConfigHook: forNode20,
  });
}

/** The bundler writes for engines of 2017: every object spread becomes a call that copies field by field. */
const forNode20: NonNullable<BundleOptions['webpackConfigHook']> = (config) => {
  const rules = (config.module?.rules ?? []) as { use?: { options?: { jsc?: { target: string } } } }[];
  const swc = rules.find(({ use }) => use?.options?.jsc)?.use?.options?.jsc;
  if (!swc) throw new Error('the bundler of @temporalio/worker does not use swc as it did');
  swc.target = 'es2022';
  return config;
};
