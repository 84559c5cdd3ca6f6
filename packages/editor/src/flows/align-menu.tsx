import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceAround,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceAround,
  type LucideIcon,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { align, boxesOf, type Alignment } from '../commands/align.ts';
import { IconButton } from '../ui/button.tsx';
import menu from '../ui/menu.module.css';
import type { Drawing } from './use-drawing.ts';
import { useEditor } from './use-flow-editor.tsx';

const alignments: [Alignment, string, LucideIcon][] = [
  ['left', 'Align left', AlignStartVertical],
  ['centre', 'Align to the centre', AlignCenterVertical],
  ['right', 'Align right', AlignEndVertical],
  ['top', 'Align to the top', AlignStartHorizontal],
  ['middle', 'Align to the middle', AlignCenterHorizontal],
  ['bottom', 'Align to the bottom', AlignEndHorizontal],
  ['spread-x', 'Spread across', AlignHorizontalSpaceAround],
  ['spread-y', 'Spread downwards', AlignVerticalSpaceAround],
];

/** Lines of what is chosen. */
export function AlignMenu({ sizeOf }: Pick<Drawing, 'sizeOf'>) {
  const editor = useEditor();
  const lineUp = (how: Alignment) => {
    const { flow, selection, run } = editor.getState();
    run(align(boxesOf(flow, selection.nodes, sizeOf), how));
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Align">
          <AlignStartVertical />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className={menu['menu']} align="start" sideOffset={6} collisionPadding={8}>
        {alignments.map(([how, title, Icon]) => (
          <DropdownMenu.Item key={how} className={menu['item']} onSelect={() => lineUp(how)}>
            <Icon aria-hidden="true" />
            {title}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
