import type { NodeDeclaration, PortDeclaration } from './declaration.ts';

/** Throws `PortsUnknown` where only the server can tell, and has not yet. */
export function portsOf(declaration: NodeDeclaration, config: unknown): PortDeclaration[] {
  return typeof declaration.ports === 'function' ? declaration.ports(config) : declaration.ports;
}

/** Of a node of a package, where that package is not: its ports are asked for, and nothing is claimed until they are there. */
export class PortsUnknown extends Error {
  override name = 'PortsUnknown';
}
