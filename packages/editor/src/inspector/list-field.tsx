import { ChevronDown, ChevronRight, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { isWithin, listOf, type Path } from './at-path.ts';
import { FieldFrame, IssueLines, useControl, type FieldProps } from './field-frame.tsx';
import { useForm, useIssuesAt } from './form-context.tsx';
import type { Shape } from './form-field.ts';
import { spoken } from './form-fields.ts';
import type { FieldsComponent } from './group-field.tsx';
import { added, moved, removed, singular, summaryOf } from './list-edit.ts';
import { TextControl } from './simple-fields.tsx';
import { Standard } from './standard.tsx';
import { VariantFields } from './variants-field.tsx';
import styles from './form.module.css';

type Props = FieldProps & {
  shape: Extract<Shape, { kind: 'list' }>;
  renderItem: (item: FieldProps) => ReactNode;
  renderFields: FieldsComponent;
};

/** Entries that are added, removed and moved. */
export function ListField(props: Props) {
  const { field, shape, path, value, onChange } = props;
  const { control, issues } = useControl(path, field.help);
  const { readOnly, settle, led } = useForm();
  const list = listOf(value);
  const list$ = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(list.length < 3 ? list.keys() : []));
  const [leadSeen, setLeadSeen] = useState<number>();
  const [said, setSaid] = useState('');
  const focus = useRef<string>(undefined);
  const one = singular(field.title);

  // Only a new lead opens: what is folded after it stays folded.
  if (led && led.at !== leadSeen) {
    setLeadSeen(led.at);
    const at = isWithin(led.path, path) ? led.path[path.length] : undefined;
    if (typeof at === 'number') setOpen(new Set([...open, at]));
  }
  useEffect(() => {
    if (focus.current === undefined) return;
    list$.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = undefined;
  });

  const edit = (next: unknown[], opened: Iterable<number>, words: string, to: string) => {
    settle();
    setOpen(new Set(opened));
    setSaid(words);
    focus.current = to;
    onChange(next);
  };
  const add = () =>
    edit(
      added(list, shape.item, field.key),
      [...open, list.length],
      `Added`,
      `[data-item="${list.length}"] :is(input, textarea, [data-code])`,
    );
  const remove = (index: number) => {
    const others = [...open].filter((at) => at !== index).map((at) => (at > index ? at - 1 : at));
    const next = removed(list, index);
    edit(next, others, `Removed`, `[data-item="${Math.min(index, next.length - 1)}"] button`);
    if (next.length === 0 && !field.required && !listOf(field.standard).length) onChange(undefined);
  };
  const move = (index: number, by: -1 | 1) => {
    const swap = (at: number) => (at === index ? index + by : at === index + by ? index : at);
    const to = index + by;
    edit(
      moved(list, index, by),
      [...open].map(swap),
      `Moved to place ${to + 1} of ${list.length}`,
      `[data-item="${to}"] [data-move="${by}"]`,
    );
  };

  return (
    <FieldFrame {...props} id={control.id} issues={issues} group>
      {value === undefined && listOf(field.standard).length > 0 ? (
        <Standard field={field} text={listOf(field.standard).join(', ')} onChange={onChange} />
      ) : (
        <>
          <ol ref={list$} className={styles['list']}>
            {list.map((item, index) => (
              <Item
                key={index}
                {...props}
                name={one}
                item={item}
                index={index}
                count={list.length}
                open={open.has(index)}
                onToggle={() => setOpen((now) => toggled(now, index))}
                onItem={(next) => onChange(list.with(index, next))}
                onRemove={() => remove(index)}
                onMove={(by) => move(index, by)}
              />
            ))}
          </ol>
          {!readOnly && list.length < (shape.most ?? Infinity) && (
            <Button look="quiet" icon={<Plus />} onClick={add} className={styles['add']}>
              Add {articled(one)}
            </Button>
          )}
        </>
      )}
      <span className="unseen" role="status">
        {said}
      </span>
    </FieldFrame>
  );
}

type ItemProps = Props & {
  name: string;
  item: unknown;
  index: number;
  count: number;
  open: boolean;
  onToggle: () => void;
  onItem: (item: unknown) => void;
  onRemove: () => void;
  onMove: (by: -1 | 1) => void;
};

function Item(props: ItemProps) {
  const { kind } = props.shape.item;
  const isCard = kind === 'group' || kind === 'variants';
  return (
    <li data-item={props.index} className={styles[isCard ? 'card' : 'line']}>
      {isCard ? <CardItem {...props} /> : <LineItem {...props} />}
    </li>
  );
}

/** Several fields: folded, it is told by the most telling of them. */
function CardItem(props: ItemProps) {
  const { item, index, open, onToggle, path, name } = props;
  const place = [...path, index];
  const issues = useForm().issues.filter((issue) => isWithin(issue.path, place));
  const own = useIssuesAt(place);
  const id = useId();
  const summary = summaryOf(item);
  return (
    <>
      <div className={styles['cardHead']}>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={onToggle}>
          {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
          <span className={styles['place']}>{index + 1}</span>
          <span className={styles['name']}>{summary.name || spoken(name)}</span>
          {!open && <span className={styles['more']}>{summary.more}</span>}
          {issues.length > 0 && (
            <span className={styles['count']} data-severity={issues.some(isError) ? 'error' : 'warning'}>
              {issues.length}
              <span className="unseen"> {issues.length === 1 ? 'problem' : 'problems'}</span>
            </span>
          )}
        </button>
        <ItemTools {...props} />
      </div>
      <div id={id} className={styles['cardBody']} hidden={!open}>
        {open && <CardFields {...props} place={place} />}
        <IssueLines issues={own} />
      </div>
    </>
  );
}

function CardFields({ place, ...props }: ItemProps & { place: Path }) {
  const { field, shape, item, onItem, renderFields: Fields } = props;
  const inner = { path: place, value: item, onChange: onItem };
  if (shape.item.kind === 'group') return <Fields {...inner} fields={shape.item.fields} />;
  if (shape.item.kind !== 'variants') return null;
  const entry = { key: field.key, title: field.title, required: true, shape: shape.item };
  return <VariantFields {...inner} field={entry} shape={shape.item} renderFields={Fields} />;
}

function isError({ severity }: { severity: string }): boolean {
  return severity === 'error';
}

/** One text: its label is its place in the list. */
function LineItem(props: ItemProps) {
  const { field, shape, item, index, path, onItem, name, renderItem } = props;
  const place = [...path, index];
  const { control, issues } = useControl(place, undefined);
  const label = `${spoken(name)} ${index + 1}`;
  const inner = { ...field, key: field.key, title: label, required: true, shape: shape.item };
  const { help: _, standard: __, ...entry } = inner;
  const plain = shape.item.kind === 'text';
  return (
    <div data-path={JSON.stringify(place)} className={classes(styles['lineRow'], !plain && styles['tall'])}>
      {plain ? (
        <div className={styles['field']}>
          <TextControl
            field={entry}
            value={item}
            onChange={(next) => onItem(next ?? '')}
            control={{ ...control, 'aria-label': label }}
          />
          <IssueLines issues={issues} />
        </div>
      ) : (
        renderItem({ field: entry, path: place, value: item, onChange: onItem })
      )}
      <ItemTools {...props} />
    </div>
  );
}

function ItemTools({ name, index, count, onMove, onRemove }: ItemProps) {
  const { readOnly } = useForm();
  if (readOnly) return null;
  const what = `${name} ${index + 1}`;
  return (
    <span className={styles['tools']}>
      {count > 1 && (
        <>
          <IconButton
            label={`Move ${what} up`}
            className={styles['small']}
            data-move="-1"
            aria-disabled={index === 0}
            onClick={() => index > 0 && onMove(-1)}
          >
            <ChevronUp />
          </IconButton>
          <IconButton
            label={`Move ${what} down`}
            className={styles['small']}
            data-move="1"
            aria-disabled={index === count - 1}
            onClick={() => index < count - 1 && onMove(1)}
          >
            <ChevronDown />
          </IconButton>
        </>
      )}
      <IconButton label={`Remove ${what}`} className={styles['small']} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </span>
  );
}

function toggled(open: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(open);
  if (!next.delete(index)) next.add(index);
  return next;
}

function articled(name: string): string {
  const words = spoken(name).toLowerCase();
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
