import { useQueryClient } from '@tanstack/react-query';
import { Keyboard, LogOut, Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { api } from '../api/client.ts';
import type { User } from '../api/user.ts';
import menu from '../ui/menu.module.css';
import { tellError } from '../ui/toast.tsx';
import { initials } from './initials.ts';
import { chooseTheme, storedTheme, type Theme } from './theme.ts';
import styles from './top-bar.module.css';

const themes: [Theme, string, LucideIcon][] = [
  ['auto', 'Theme of the system', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
];

/** Who is signed in, how the pages look, and the way out. Opens at once. */
export function PersonMenu({ user, onKeys }: { user: User; onKeys: () => void }) {
  const client = useQueryClient();
  const [theme, setTheme] = useState(storedTheme);
  const signOut = () => {
    api.signOut().then(
      () => client.clear(),
      (error: unknown) => tellError('You are still signed in.', error),
    );
  };
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className={styles['person']}
        aria-label={`${initials(user.name)}: menu of ${user.name}`}
        title={user.name}
      >
        {initials(user.name)}
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
        <DropdownMenu.Label className={styles['who']}>
          <strong>{user.name}</strong>
          <span>{user.email}</span>
          <span>Role: {user.role}</span>
        </DropdownMenu.Label>
        <DropdownMenu.Separator className={menu['line']} />
        <DropdownMenu.RadioGroup
          value={theme}
          onValueChange={(value) => {
            chooseTheme(value as Theme);
            setTheme(value as Theme);
          }}
        >
          {themes.map(([value, label, Icon]) => (
            <DropdownMenu.RadioItem key={value} value={value} className={menu['item']}>
              <Icon aria-hidden="true" />
              {label}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
        <DropdownMenu.Separator className={menu['line']} />
        <DropdownMenu.Item className={menu['item']} onSelect={onKeys}>
          <Keyboard aria-hidden="true" />
          Keys of this page
        </DropdownMenu.Item>
        <DropdownMenu.Item className={menu['item']} onSelect={signOut}>
          <LogOut aria-hidden="true" />
          Sign out
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
