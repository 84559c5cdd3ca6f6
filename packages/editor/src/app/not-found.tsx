import { Compass } from 'lucide-react';
import { Link, useRouteError } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/faces.tsx';

export function NotFound() {
  return (
    <Empty icon={<Compass />} title="There is no such page">
      <Link to="/">Go to your start page</Link>
    </Empty>
  );
}

/** A fault of this page, not of the case: nothing was lost on the server. */
export function PageCrash() {
  const error = useRouteError();
  return (
    <main role="alert">
      <Empty title="This page has failed">
        <p>
          {error instanceof Error ? error.message : 'An unexpected fault.'} Nothing was changed on the server.
        </p>
        <Button onClick={() => location.reload()}>Load it again</Button>
      </Empty>
    </main>
  );
}
