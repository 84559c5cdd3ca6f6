import type { Locator } from 'playwright-core';
import { languageName } from '../../packages/editor/src/ui/language-name.ts';
import type { FormField, Shape } from '../../packages/editor/src/inspector/form-field.ts';
import { fieldsFor, spoken } from '../../packages/editor/src/inspector/form-fields.ts';
import type { Hand } from './hands.ts';

type Path = (string | number)[];
type Values = { [key: string]: unknown };

/** Writes a config into the form that stands there, field by field from the top, by the words at the fields. */
export function fillForm(form: Locator, hand: Hand) {
  const frameAt = (path: Path) => form.locator(`[data-path='${JSON.stringify(path)}']`);

  async function fields(all: FormField[], values: Values, path: Path): Promise<void> {
    const unknown = Object.keys(values).filter((key) => !all.some((field) => field.key === key));
    if (unknown.length > 0) throw new Error(`The form has no field for ${[...path, unknown[0]].join('.')}.`);
    for (const field of fieldsFor(all, values)) {
      const value = values[field.key];
      if (value !== undefined) await one(field, value, [...path, field.key]);
    }
  }

  async function one(field: FormField, value: unknown, path: Path): Promise<void> {
    const { shape, title } = field;
    const frame = frameAt(path);
    const named = (role: 'textbox' | 'combobox' | 'spinbutton' | 'checkbox') =>
      frame.getByRole(role, { name: title, exact: true });
    switch (shape.kind) {
      case 'number':
        return hand.write(named('spinbutton'), String(value));
      case 'boolean': {
        const box = named('checkbox');
        if ((await box.isChecked()) !== value) await hand.toggle(box);
        return;
      }
      case 'choice':
        return hand.choose(named('combobox'), typeof value === 'string' ? spoken(value) : String(value));
      case 'node': {
        const option = frame.locator(`option[value="${String(value)}"]`);
        return hand.choose(named('combobox'), (await option.textContent()) ?? '');
      }
      case 'texts':
        return texts(field, value as LocalText[], path);
      case 'list':
        return list(field, shape, value as unknown[], path);
      case 'group':
        return fields(shape.fields, value as Values, path);
      case 'choices':
      case 'record':
      case 'json':
        throw new Error(`Nobody has written a “${shape.kind}” by hand yet.`);
      default:
        // With names to choose from it is a combobox as well.
        return hand.write(named('textbox').or(named('combobox')), String(value));
    }
  }

  /** What holds by default is taken over, to be changed. */
  async function begin({ title }: FormField, path: Path): Promise<void> {
    const change = frameAt(path).getByRole('button', { name: `Change “${title}”` });
    if (await change.isVisible()) await hand.press(change);
  }

  async function list(
    field: FormField,
    { item }: Extract<Shape, { kind: 'list' }>,
    values: unknown[],
    path: Path,
  ): Promise<void> {
    await begin(field, path);
    const frame = frameAt(path);
    const items = frame.locator('> ol > li');
    for (let more = await items.count(); more > values.length; more -= 1)
      await hand.press(
        items
          .last()
          .getByRole('button', { name: /^Remove / })
          .last(),
      );
    for (const [index, value] of values.entries()) {
      const place = [...path, index];
      if (index >= (await items.count()))
        await hand.press(frame.getByRole('button', { name: /^Add an? / }).last());
      if (item.kind === 'group') {
        const head = items.nth(index).locator('[aria-expanded]').first();
        if ((await head.getAttribute('aria-expanded')) === 'false') await hand.press(head);
        await fields(item.fields, value as Values, place);
      } else {
        const inner = frameAt(place).first();
        if (item.kind !== 'text') throw new Error(`Nobody has written a list of “${item.kind}” by hand yet.`);
        await hand.write(inner.getByRole('textbox').or(inner.getByRole('combobox')), String(value));
      }
    }
  }

  async function texts(field: FormField, values: LocalText[], path: Path): Promise<void> {
    await begin(field, path);
    const frame = frameAt(path);
    const entries = frame.locator('> ul > li');
    for (let more = await entries.count(); more > values.length; more -= 1)
      await hand.press(entries.last().getByRole('button', { name: /^Remove / }));
    for (const [index, { language, text }] of values.entries()) {
      if (index >= (await entries.count())) {
        const offered = frame.getByRole('button', { name: languageName(language), exact: true });
        const other = frame.getByRole('button', { name: /^(Add a|Another) language$/ });
        await hand.press((await offered.isVisible()) ? offered : other);
      }
      const entry = entries.nth(index);
      const code = entry.getByRole('textbox', { name: /^Language code of / });
      if ((await code.inputValue()) !== language) await hand.write(code, language);
      await hand.write(entry.getByRole('textbox', { name: `Text in ${languageName(language)}` }), text);
    }
  }

  return (all: FormField[], values: Values) => fields(all, values, []);
}

type LocalText = { language: string; text: string };
