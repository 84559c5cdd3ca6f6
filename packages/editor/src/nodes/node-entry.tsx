import { ArrowLeft } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'react-router';
import type { NodeType } from '../api/node-type.ts';
import { NodeIcon } from '../flows/node-icon.tsx';
import { describeFields } from './describe-field.ts';
import { describeNode, describePort } from './describe-node.ts';
import { NodeUses } from './node-uses.tsx';
import styles from './nodes-page.module.css';

/** All that is to be known of a node. */
export function NodeEntry({ node }: { node: NodeType }) {
  const fields = describeFields(node.config);
  const outputs = Object.entries(node.outputs ?? {});
  return (
    <article aria-labelledby="node-title">
      <Link to="/nodes" className={styles['back']}>
        <ArrowLeft aria-hidden="true" />
        All nodes
      </Link>
      <header className={styles['header']}>
        <span className={styles['icon']}>
          <NodeIcon name={node.icon} />
        </span>
        <h1 id="node-title">{node.title}</h1>
        <code>{node.type}</code>
      </header>
      <p className={styles['help']}>{node.help}</p>
      <ul className={styles['facts']}>
        {describeNode(node).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <Part title="Ports">
        {node.ports === null ? (
          <p>They are made from the config: the drawing shows those of each node.</p>
        ) : node.ports.length === 0 ? (
          <p>None: the flow ends here.</p>
        ) : (
          <Table titles={['Port', 'What it means']} label="Ports">
            {node.ports.map((port) => (
              <tr key={port.id}>
                <th scope="row">
                  {port.title}
                  <code>{port.id}</code>
                </th>
                <td data-label="What it means">{describePort(port).join(' ')}</td>
              </tr>
            ))}
          </Table>
        )}
      </Part>
      <Part title="Fields">
        {fields.length === 0 ? (
          <p>None: there is nothing to set.</p>
        ) : (
          <Table titles={['Field', 'What it is for', 'Type', 'Default']} label="Fields">
            {fields.map((field) => (
              <tr key={field.path} style={{ '--depth': field.depth } as CSSProperties}>
                <th scope="row">
                  {field.title}
                  <code>{field.path}</code>
                </th>
                <td data-label="What it is for">
                  {field.help}
                  {field.limits.length > 0 && <small>{field.limits.join(' ')}</small>}
                </td>
                <td data-label="Type">{field.type}</td>
                <td data-label="Default">
                  {field.required ? 'has to be filled in' : <code>{field.default ?? 'left out'}</code>}
                </td>
              </tr>
            ))}
          </Table>
        )}
        {!node.complete && !node.builtIn && (
          <p className={styles['note']}>
            The package checks more than is told here; the server says what is wrong.
          </p>
        )}
      </Part>
      <Part title="What it finds out">
        {outputs.length === 0 ? (
          <p>Nothing that other nodes could read.</p>
        ) : (
          <Table titles={['Output', 'What it is', 'Type']} label="Outputs">
            {outputs.map(([name, output]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td data-label="What it is">{output.help}</td>
                <td data-label="Type">{output.type === 'boolean' ? 'yes or no' : output.type}</td>
              </tr>
            ))}
          </Table>
        )}
      </Part>
      <Part title="Where it is used">
        <NodeUses type={node.type} />
      </Part>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['part']} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Table({ titles, label, children }: { titles: string[]; label: string; children: ReactNode }) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="group" aria-label={`Table: ${label}`}>
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
