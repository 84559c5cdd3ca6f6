import { Compass } from 'lucide-react';
import { Link } from 'react-router';
import { Empty } from '../ui/faces.tsx';

export function NotFound() {
  return (
    <Empty icon={<Compass />} title="There is no such page">
      <Link to="/">Go to your start page</Link>
    </Empty>
  );
}
