/** An address as it may be shown: `mongodb://ana:secret@db/` becomes `mongodb://***@db/`. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/u, '//***@');
}
