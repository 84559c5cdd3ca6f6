import type { Role } from '../api/user.ts';
import { SelectField } from '../ui/field.tsx';
import { roleNames, roleWords } from './role-words.ts';

export function RoleField({
  role,
  onChange,
  error,
}: {
  role: Role;
  onChange: (role: Role) => void;
  error?: string | undefined;
}) {
  return (
    <SelectField
      label="Role"
      value={role}
      hint={roleWords[role].text}
      error={error}
      onChange={(event) => onChange(event.target.value as Role)}
    >
      {roleNames.map((name) => (
        <option key={name} value={name}>
          {roleWords[name].title}
        </option>
      ))}
    </SelectField>
  );
}
