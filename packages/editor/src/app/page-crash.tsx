import { Component, Suspense, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/faces.tsx';

/** Around a page that comes when it is opened: a fault of it leaves the frame, and the way to other pages, as it is. */
export function PageCrash({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <Boundary place={pathname}>
      <Suspense fallback={<div aria-busy="true" />}>{children}</Suspense>
    </Boundary>
  );
}

type BoundaryProps = { place: string; children: ReactNode };
type Fault = { error: unknown; place: string };

class Boundary extends Component<BoundaryProps, { fault: Fault | undefined }> {
  override state = { fault: undefined as Fault | undefined };

  static getDerivedStateFromError(error: unknown) {
    return { fault: { error, place: location.pathname } };
  }

  override render() {
    const { fault } = this.state;
    // Another page is another try.
    if (!fault || fault.place !== this.props.place) return this.props.children;
    return <Failure error={fault.error} />;
  }
}

/** A fault of this page, not of the case: nothing was lost on the server. */
function Failure({ error }: { error: unknown }) {
  return (
    <div role="alert">
      <Empty title="This page has failed">
        <p>
          {error instanceof Error ? error.message : 'An unexpected fault.'} Nothing was changed on the server.
        </p>
        <Button onClick={() => location.reload()}>Load it again</Button>
      </Empty>
    </div>
  );
}
