import { Fragment, type ReactNode } from 'react';
import { Navigate, NavLink, useNavigate, useParams } from 'react-router';
import { useUser } from '../app/session.tsx';
import { NotFound } from '../app/not-found.tsx';
import { ChangesSection } from './changes-section.tsx';
import { ChannelsSection } from './channels-section.tsx';
import { CredentialsSection } from './credentials-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { PoliciesSection } from './policies-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { sectionPath, sections, sectionsFor, type SectionId } from './sections.ts';
import styles from './settings.module.css';
import { TokensSection } from './tokens-section.tsx';
import { UsersSection } from './users-section.tsx';

const contents: { [section in SectionId]: ReactNode } = {
  channels: <ChannelsSection />,
  credentials: <CredentialsSection />,
  policies: <PoliciesSection />,
  users: <UsersSection />,
  tokens: <TokensSection />,
  models: <ModelsSection />,
  retention: <RetentionSection />,
  changes: <ChangesSection />,
};

/** All that is set for the whole installation, section by section. */
export function SettingsPage() {
  const { section = '' } = useParams();
  const { role } = useUser();
  const navigate = useNavigate();
  const open = sectionsFor(role);
  const [first] = open;
  if (section === '' && first) return <Navigate to={sectionPath(first.id)} replace />;
  const known = sections.find(({ id }) => id === section);
  const shown = open.find(({ id }) => id === section);
  if (!known) return <NotFound />;
  return (
    <div className={styles['page']}>
      <nav className={styles['sections']} aria-label="Sections of the settings">
        <h1>Settings</h1>
        <ul>
          {open.map(({ id, title, icon: Icon }) => (
            <li key={id}>
              <NavLink to={sectionPath(id)}>
                <Icon aria-hidden="true" />
                {title}
              </NavLink>
            </li>
          ))}
        </ul>
        <select
          aria-label="Section of the settings"
          value={shown?.id ?? ''}
          onChange={(event) => void navigate(sectionPath(event.target.value as SectionId))}
        >
          {!shown && <option value="">Choose a section</option>}
          {open.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </nav>
      <div className={styles['content']}>
        {shown ? (
          <Fragment key={section}>{contents[shown.id]}</Fragment>
        ) : (
          <p className={styles['lead']}>
            {known.title} are not for your role. This section is for: {known.roles.join(', ')}.
          </p>
        )}
      </div>
    </div>
  );
}
