import type { NodeDeclaration, PortDeclaration } from './declaration.ts';

export function portsOf(declaration: NodeDeclaration, config: unknown): PortDeclaration[] {
  return typeof declaration.ports === 'function' ? declaration.ports(config) : declaration.ports;
}
