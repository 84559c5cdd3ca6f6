import { expect, it } from 'vitest';
import { withoutPassword } from './without-password.ts';

it.each([
  ['mongodb://ana:secret@db:27017/?ssl=true', 'mongodb://***@db:27017/?ssl=true'],
  ['mongodb+srv://ana:p%40ss@a.example,b.example/x', 'mongodb+srv://***@a.example,b.example/x'],
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ['127.0.0.1:7233', '127.0.0.1:7233'],
])('shows %s as %s', (address, shown) => expect(withoutPassword(address)).toBe(shown));
